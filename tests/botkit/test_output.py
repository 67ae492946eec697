"""Logs, drawings and plots, with their limits."""

from botkit import Vec


def test_log_lines(kit):
    ship = kit.ship()
    ship.log("a", 1, None)
    ship.log()
    ship.log("b")
    assert kit.told(ship) == {"log": "a 1 None\n\nb"}
    assert kit.told(ship) == {}


def test_a_long_log_is_cut_with_a_mark(kit):
    ship = kit.ship()
    for number in range(2000):
        ship.log("line", number)
    log = kit.told(ship)["log"]
    assert len(log) <= 4096
    assert log.startswith("line 0\nline 1\n")
    assert log.endswith("\n[log cut]")
    ship.log("short")
    assert kit.told(ship)["log"] == "short"


def test_a_log_that_just_fits_is_not_marked(kit):
    ship = kit.ship()
    ship.log("x" * 4096)
    assert kit.told(ship)["log"] == "x" * 4096


def test_lone_surrogates_do_not_leave(kit):
    ship = kit.ship()
    ship.log("a\ud800b")
    ship.draw.text((0, 0), "\udfff")
    ship.plot("\ud800", 1)
    action = kit.told(ship)
    assert action == {"log": "a?b", "draw": [["text", 0, 0, "?", "#ffffff"]], "plot": {"?": 1}}


def test_drawings(kit):
    ship = kit.ship(kit.observation(contacts={"ship": [[1, 1, 300.0, 40.0, 0.0, 0.0, 0.0, 100.0, 12.0]]}))
    ship.draw.line(ship.pos, ship.enemies[0], "#ff0000")
    ship.draw.circle((1.23456, 2), 30)
    ship.draw.text(Vec(5, 6), 42)
    assert kit.told(ship)["draw"] == [
        ["line", 0, 0, 300, 40, "#ff0000"],
        ["circle", 1.23, 2, 30, "#ffffff"],
        ["text", 5, 6, "42", "#ffffff"],
    ]
    ship._side.look(kit.observation(tick=1))
    assert kit.told(ship) == {}


def test_drawings_beyond_the_cap_are_cut_with_a_mark(kit):
    ship = kit.ship()
    for number in range(70):
        ship.draw.circle((number, 0), 1)
    ship.draw.text((0, 0), "x" * 200)
    action = kit.told(ship)
    assert len(action["draw"]) == 64
    assert action["draw"][-1][1] == 63
    assert action["log"] == "[drawings cut]"


def test_a_long_text_is_cut(kit):
    ship = kit.ship()
    ship.draw.text((0, 0), "x" * 200)
    assert kit.told(ship)["draw"][0][3] == "x" * 79 + "…"


def test_plots_beyond_the_cap_are_cut_with_a_mark(kit):
    ship = kit.ship()
    for number in range(20):
        ship.plot(f"n{number}", number)
    ship.plot("n3", 0.5)
    ship.log("x" * 5000)
    action = kit.told(ship)
    assert action["plot"] == {f"n{number}": number for number in range(16)} | {"n3": 0.5}
    assert action["log"].endswith("x\n[log cut]\n[plots cut]")
    assert len(action["log"]) == 4096


def test_marks_are_texts_up_to_a_cap(kit):
    ship = kit.ship()
    ship.mark("x" * 200)
    ship.mark(7)
    assert kit.told(ship)["mark"] == ["x" * 79 + "…", "7"]
    ship._side.look(kit.observation(tick=1))
    assert kit.told(ship) == {}
    for number in range(6):
        ship.mark(number)
    assert kit.told(ship) == {"log": "[marks cut]", "mark": ["0", "1", "2", "3"]}
