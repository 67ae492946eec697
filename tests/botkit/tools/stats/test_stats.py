"""`botkit stats`, as users call it, on logs of matches that were played here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from botkit.tools.cli import main
from botkit.tools.stats.reading import name_of
from engine.log import BLOCK_TICKS, LogWriter, read_log
from league.match.agents import LocalAgent
from league.match.manager import MatchSession, Seat, play
from systems.setup import Setup

SPINNER = "def tick(ship):\n    ship.turn(1)\n    ship.fire(3)\n"
IDLE = "def tick(ship):\n    pass\n"
CHARGER = "def tick(ship):\n    ship.turn_to(ship.rally)\n    ship.thrust()\n    ship.fire()\n"
BREAKS = "def tick(ship):\n    return ship.nothing\n"
BOTS = {"spinner": SPINNER, "idle": IDLE, "charger": CHARGER, "breaks": BREAKS}


def play_logs(folder: Path, games: list[tuple[Setup, list[str]]]) -> list[Path]:
    """Play games, and write their logs."""
    paths = []
    for number, (setup, names) in enumerate(games):
        seats = [Seat(name, (("main.py", BOTS[name]),)) for name in names]
        agents = [LocalAgent(name, (("main.py", BOTS[name]),), side, f"{name}.py") for side, name in enumerate(names)]
        (outcome,) = play([MatchSession(setup, seats, agents, {})])
        paths.append(folder / f"{number}.bin")
        paths[-1].write_bytes(outcome.log)
    return paths


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("club")
    kept = folder / ".league" / "logs"
    kept.mkdir(parents=True)
    play_logs(kept, [
        (Setup("duel", 1, max_ticks=240), ["spinner", "idle"]),
        (Setup("duel", 2, max_ticks=240), ["idle", "spinner"]),
        (Setup("duel", 3, max_ticks=240), ["breaks", "spinner"]),
        (Setup("duel", 4, max_ticks=420), ["charger", "idle"]),
    ])  # fmt: skip
    return folder


def stats(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    assert main(["stats", *map(str, words), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_figures_of_a_bot_in_a_league(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "spinner", logs)
    assert (found["games"], found["won"], found["drawn"], found["lost"]) == (3, 1, 2, 0)
    assert found["how"] == {"won": {"forfeit": 1}, "drawn": {"time": 2}, "lost": {}}
    assert [(row["bot"], row["games"], row["won"]) for row in found["opponents"]] == [("breaks", 1, 1), ("idle", 2, 0)]
    # it holds the trigger: six shots of its store, one each 18 ticks, and one that 2 energy per second paid
    shots, energy = found["shots"], found["energy"]
    assert shots["by_power"][2]["fired"] == shots["fired"] == 7 + 7 + 1
    assert (shots["hit"], shots["rate"]) == (0, 0) and shots["missed"] + shots["in_flight"] == 15
    assert energy["shots"] == 15 * 15 and energy["missed_shots"] == 15 * shots["missed"]
    assert found["opponents_shots"]["fired"] == 0 and found["opponents_shots"]["rate"] is None
    assert sum(row["ticks"] for row in found["distances"]) == found["flown"] == found["ticks"]
    assert found["distances"][6] == {"from": 600.0, "to": None, "ticks": found["ticks"]}
    gained = energy["start"] + energy["recharged"] + energy["returned"]
    spent = sum(energy[use] for use in ("thrust", "strafe", "shots", "shield", "absorbed", "lost", "left"))
    assert gained == pytest.approx(spent, abs=0.01)
    assert found["refused_shots"] > 100 and found["still"] == found["flown"]


def test_those_of_who_forfeits(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "breaks", logs)
    assert (found["lost"], found["how"]["lost"]) == (1, {"forfeit": 1})
    assert found["faults"] == {"raised": 10}
    assert found["deaths"] == [{"cause": "forfeit", "by": None, "power": None, "ships": 1}]
    assert found["energy"]["lost"] == found["energy"]["start"] == 100


def test_games_are_chosen_by_opponent_and_by_outcome(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stats(capsys, "spinner", logs, "--against", "breaks")["games"] == 1
    assert stats(capsys, "idle", logs, "--against", "SPINNER", "--against", "breaks")["games"] == 2
    lost = stats(capsys, "idle", logs, "--lost")
    assert (lost["games"], lost["lost"], lost["opponents"][0]["bot"]) == (1, 1, "charger")
    assert lost["deaths"] == [] or lost["deaths"][0]["by"] == "charger"


def test_a_bot_is_its_file_or_the_start_of_its_identity(logs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = stats(capsys, "bots/spinner.py", logs)
    (version,) = found["versions"]
    assert found["games"] == version["games"] == 3
    assert stats(capsys, version["identity"][:8], logs)["games"] == 3
    assert [name_of(bot) for bot in ("ace", "ace.py", "x/ace.zip", "x/ace", "x/ace/main.py")] == ["ace"] * 5


@pytest.mark.parametrize("columns", ["80", "40"])
def test_the_text_says_the_same(
    logs: Path, columns: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["stats", "spinner", str(logs)]) == 0
    told = capsys.readouterr().out
    assert "spinner: 3 games of duel in open" in told and "1 won, 2 drawn, 0 lost" in told
    rows = [" ".join(line.split()) for line in told.splitlines()]
    assert any(row.startswith("power 3 15 0 0 % ") and row.endswith(" 0 0 - 0") for row in rows)
    assert any(row.startswith("beyond 600 m 100 % 15 0 0 % 0 0 -") for row in rows)
    assert max(map(len, told.splitlines()[4:25])) <= 80


def _can_be_read(data: bytes) -> bool:
    try:
        read_log(data)
    except ValueError:
        return False
    return True


def test_a_log_that_is_none_is_left_out_with_a_line(
    logs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = (logs / ".league/logs/3.bin").read_bytes()
    (tmp_path / "text.bin").write_text("hello")
    cut = next(end for end in range(len(whole), 0, -40) if len(read_log(whole[:end]).inputs) == BLOCK_TICKS)
    (tmp_path / "cut.bin").write_bytes(whole[:cut])
    first = next(end for end in range(40, len(whole)) if _can_be_read(whole[:end]))
    (tmp_path / "early.bin").write_bytes(whole[:first])  # without a tick
    (tmp_path / "other.bin").write_bytes(whole[:40])
    (tmp_path / "whole.bin").write_bytes(whole)
    assert main(["stats", "charger", str(tmp_path), str(tmp_path / "nowhere.bin"), "--json"]) == 0
    told = capsys.readouterr()
    assert [line.split(": ")[-1] for line in told.err.splitlines()] == [
        f"cut off at byte {first}", "cut off at byte 40", "not a spacecode log", "No such file or directory",
    ]  # fmt: skip
    found = json.loads(told.out)
    assert (found["games"], found["unfinished"], found["logs"], len(found["unread"])) == (2, 1, 2, 4)
    assert found["ticks"] == BLOCK_TICKS + len(read_log(whole).inputs)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("nobody CLUB", "nobody plays in none of 4 logs; these bots do: breaks, charger, idle, spinner"),
        ("idle CLUB --against breaks", "idle plays in none of 4 logs against breaks; these bots do: "),
        ("spinner CLUB --lost", "spinner lost no game in 4 logs"),
        ("spinner CLUB --mode sumo", "spinner has no game of sumo in 4 logs"),
        ("spinner EMPTY", "no logs in this folder"),
        ("spinner TEXT", "not a spacecode log"),
        ("spinner TEXT NOWHERE", "not a spacecode log, and 1 more log cannot be read either"),
        ("spinner CLUB --png -", "cannot write to -: give a file name"),
        ("spinner CLUB --png TEXT", "the name of a picture must end in .png"),
    ],
)
def test_what_cannot_be_told_is_an_error(
    logs: Path, tmp_path: Path, words: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.bin").write_text("hello")
    places = {"CLUB": logs, "EMPTY": tmp_path / "empty", "TEXT": tmp_path / "text.bin", "NOWHERE": tmp_path / "no"}
    assert main(["stats", *(str(places.get(word, word)) for word in words.split())]) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1


def test_names_in_a_header_are_cleaned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A header is whatever its writer put there."""
    setup = Setup("duel", 1, max_ticks=30)
    (path,) = play_logs(tmp_path, [(setup, ["idle", "spinner"])])
    log = read_log(path.read_bytes())
    for number, seats in enumerate(
        [
            [{"bot": "idle", "identity": "\x1b[2J" * 9}, {"bot": "[bold]\x1b[31m" * 99}],
            [{"bot": "idle"}],
            "x",
            [7] * 999,
        ]
    ):
        data = bytearray()
        writer = LogWriter(data.extend, {**log.header, "seats": seats}, log.inputs.shape[1])
        writer.block(log.inputs, log.digests)
        (tmp_path / f"x{number}.bin").write_bytes(data)
    assert main(["stats", "idle", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "\x1b" not in told and "idle: 3 games" in told
    assert "[bold]" in told


def test_modes_are_not_mixed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play_logs(tmp_path, [
        (Setup("duel", 1, max_ticks=30), ["idle", "spinner"]), (Setup("sumo", 1, max_ticks=30), ["idle", "spinner"]),
        (Setup("melee", 1, sides=4, max_ticks=30), ["idle", "spinner", "charger", "idle"]),
    ])  # fmt: skip
    assert main(["stats", "idle", str(tmp_path)]) == 2
    assert "choose one with --mode" in capsys.readouterr().err
    melee = stats(capsys, "idle", tmp_path, "--mode", "melee")
    assert melee["games"] == 2  # it has two seats
    assert [row["bot"] for row in melee["opponents"]] == ["charger", "idle", "spinner"]
    # in 30 ticks spinner fires 2 heavy shots, charger 3 light ones; each counts for both seats
    assert [row["fired"] for row in melee["opponents_shots"]["by_power"]] == [6, 0, 4]


def test_the_map_shows_where_it_was(logs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "charger", str(logs), "--png", str(tmp_path / "map.png")]) == 0
    assert "wrote" in capsys.readouterr().out
    image = Image.open(tmp_path / "map.png").convert("RGB")
    pixels = [image.getpixel((x, y)) for x in range(34, 826, 4) for y in range(88, 880, 4)]
    visited = [(red, green, blue) for red, green, blue in pixels if red > 2 * green]  # type: ignore[misc]
    assert 3 < len(visited) < len(pixels) / 20
