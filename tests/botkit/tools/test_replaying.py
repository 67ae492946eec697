"""`botkit debug` and `botkit rerun` on a recorded match."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest

from engine.log import LogWriter, read_log
from league.match.sidecar import unpack
from systems.replay.batch import check

BOT = """
from botkit import *

calls = 0

def tick(ship):
    global calls
    calls += 1
    if ship.tick == FAIL:
        1 / 0
    if ship.enemies:
        if ship.aim_at(ship.enemies[0]):
            ship.fire()
    else:
        ship.fly_to(ship.rally)
"""


@pytest.fixture
def match(botkit, tmp_path):
    """Record a match of ace, which fails at tick 40, against hunter, in match.bin."""
    (tmp_path / "ace.py").write_text(BOT.replace("FAIL", "40"))
    botkit("run", "ace.py", "hunter", "--local", "all", "--seed", 3, "--ticks", 250, "--log", "match.bin")
    return tmp_path


def log_of(path):
    return read_log(path.read_bytes())


def test_rerun_of_the_same_bot_finds_nothing(botkit, match):
    done = botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py")
    assert (done.code, done.out) == (0, "ace acts as recorded in all of 250 ticks\n")
    done = botkit("rerun", "match.bin", "--seat", 1, "--bot", "hunter", "--json")
    assert done.code == 0
    assert done.json["first_difference"] is None


def test_rerun_says_that_a_log_is_cut_off(botkit, match):
    whole = (match / "match.bin").read_bytes()
    (match / "cut.bin").write_bytes(whole[:-40])
    done = botkit("rerun", "cut.bin", "--seat", 0, "--bot", "ace.py")
    assert done.code == 1
    assert re.search(r"^warning: cut off at byte [0-9]+: compared only the intact part$", done.err, re.M)
    assert "acts as recorded in all of " in done.out


def test_rerun_names_the_first_tick_both_actions_and_what_was_seen(botkit, match):
    (match / "ace.py").write_text(BOT.replace("FAIL", "-1").replace("fly_to(ship.rally)", "thrust(0.5)"))
    done = botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py", "--json")
    assert done.code == 1
    first = done.json["first_difference"]
    recorded = unpack((match / "match.debug").read_bytes())[0][first]
    assert done.json["recorded"]["ships"] == recorded["action"]
    assert done.json["now"]["ships"] == {"0": {"thrust": 0.5}}
    assert done.json["saw"]["tick"] == first
    assert done.json["ticks"] == 250
    shown = botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py").out
    assert f"tick {first} (" in shown
    assert "now       ship 0: thrust 0.5" in shown
    assert '"id": 0' in shown


def test_rerun_tells_faults(botkit, match):
    (match / "ace.py").write_text(BOT.replace("FAIL", "-1"))
    found = botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py", "--json").json
    assert (found["first_difference"], found["recorded"]["fault"]) == (40, "raised")
    assert "fault" not in found["now"]
    (match / "ace.py").write_text(BOT.replace("FAIL", "7"))
    found = botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py", "--json").json
    assert found["first_difference"] == 7
    assert found["now"]["fault"].startswith("raised: ZeroDivisionError")
    (match / "ace.py").write_text("def tick(:")
    assert botkit("rerun", "match.bin", "--seat", 0, "--bot", "ace.py", "--json").json["first_difference"] == 0


def test_rerun_in_the_sandbox(botkit, match):
    assert botkit("rerun", "match.bin", "--seat", 1, "--bot", "hunter", "--sandbox").code == 0


def test_debug_stops_in_tick_having_seen_everything(botkit, match):
    done = botkit("debug", "match.bin", "--seat", 0, "--bot", "ace.py", "--tick", 25, typed="p ship.tick, calls\nq\n")
    assert f"{match / 'ace.py'}(8)tick()" in done.out
    assert "(25, 25)" in done.out
    assert done.code == 130


def test_debug_begins_at_the_first_fault(botkit, match):
    done = botkit("debug", "match.bin", "--seat", 0, "--bot", "ace.py", typed="p ship.tick\nn\nn\nn\nn\nq\n")
    assert "to tick 40;" in done.out
    assert "ZeroDivisionError" in done.out


def test_debug_steps_in_the_bots_lines_alone_and_keeps_breakpoints(botkit, match):
    typed = "n\nn\nn\nb 11\nc\np ship.tick\nc\np ship.tick\nq\n"
    done = botkit("debug", "match.bin", "--seat", 0, "--bot", "ace.py", "--tick", 100, typed=typed)
    places = re.findall(r"^(?:\(Pdb\) )?> (\S+)\((\d+)\)", done.out, re.MULTILINE)
    assert {path for path, _ in places} == {str(match / "ace.py")}
    assert [line for _, line in places][:3] == ["8", "9", "11"]
    assert re.findall(r"^\(Pdb\) (1\d\d)$", done.out, re.MULTILINE)[-1] > "100"


def test_debug_goes_on_exactly_as_recorded_when_the_bot_is_the_same(botkit, match):
    done = botkit(
        "debug", "match.bin", "--seat", 0, "--bot", "ace.py", "--tick", 20, "--continue-as", "on.bin", typed="c\n"
    )
    assert done.code == 0
    old, new = log_of(match / "match.bin"), log_of(match / "on.bin")
    assert (old.inputs == new.inputs).all()
    assert (old.digests == new.digests).all()
    assert new.header["forked"] == {"from": old.content_hash, "tick": 20}
    assert new.header["local"] == [0, 1]
    assert [seat["bot"] for seat in new.header["seats"]] == ["ace", "hunter"]


def test_an_edited_bot_goes_another_way_from_that_tick_on(botkit, match):
    (match / "ace.py").write_text(BOT.replace("FAIL", "-1").replace("ship.fire()", "ship.fire(3)"))
    arguments = ["debug", "match.bin", "--seat", 0, "--bot", "ace.py", "--tick", 120, "--continue-as", "on.bin"]
    assert botkit(*arguments, typed="c\n").code == 0
    old, new = log_of(match / "match.bin"), log_of(match / "on.bin")
    assert (old.inputs[:120] == new.inputs[:120]).all()
    both = min(len(old.inputs), len(new.inputs))
    assert (old.inputs[120:both, 4] != new.inputs[120:both, 4]).any()
    assert (old.inputs[:both, 1] == new.inputs[:both, 1]).all()  # the other seat acts as recorded
    assert check(new).ok
    assert len(unpack((match / "on.debug").read_bytes())[0]) == len(new.inputs)
    assert botkit(*arguments, "--against", "hunter", typed="c\n").code == 0
    live = log_of(match / "on.bin")
    assert (old.inputs[:120] == live.inputs[:120]).all()
    assert live.header["local"] == [0]
    assert check(live).ok


def test_debug_says_where_the_log_ended_when_the_match_goes_on(botkit, tmp_path):
    (tmp_path / "ace.py").write_text("def tick(ship):\n    1 / 0\n")
    botkit("run", "ace.py", "first", "--seed", 3, "--ticks", 40, "--log", "match.bin")
    (tmp_path / "ace.py").write_text("def tick(ship):\n    pass\n")
    arguments = ["debug", "match.bin", "--seat", 0, "--bot", "ace.py"]
    ended = f"the log ends at tick {len(log_of(tmp_path / 'match.bin').inputs)}: the other bots did nothing after that"
    assert ended in botkit(*arguments, typed="c\n").out
    assert "the log ends" not in botkit(*arguments, "--against", "first", typed="c\n").out


def test_breakpoint_stops_a_run_and_the_match_waits(tmp_path):
    (tmp_path / "ace.py").write_text(
        "def tick(ship):\n    if ship.tick == 3:\n        breakpoint()\n    ship.thrust()\n"
    )
    command = [sys.executable, "-m", "botkit.tools.cli", "run", "ace.py", "first", "--seed", "1", "--ticks", "10"]
    typed = "p ship.tick * 1000\nimport time; time.sleep(2.5)\nc\n"  # longer than a call in the sandbox may take
    done = subprocess.run(command, input=typed, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert "3000" in done.stdout
    assert "time after 10 ticks" in done.stdout
    assert "wall" not in done.stdout
    left = subprocess.run(command, input="q\n", capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert (left.returncode, left.stderr) == (130, "")


@pytest.mark.parametrize("command", ["debug", "rerun"])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.bin", "--seat", 0, "--bot", "hunter"], "none.bin"),
        (["ace.py", "--seat", 0, "--bot", "hunter"], "not a spacecode log"),
        (["match.bin", "--seat", 2, "--bot", "hunter"], "seat 2 is not in this log"),
        (["match.bin", "--seat", 0, "--bot", "none"], "'none' is not a file"),
        (["match.bin", "--bot", "hunter"], "--seat"),
    ],
)
def test_what_can_not_be_done(botkit, match, command, arguments, words, capsys):
    try:
        done = botkit(command, *arguments)
        code, err = done.code, done.err
    except SystemExit as exit:  # of the parser
        code, err = exit.code, capsys.readouterr().err
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("error: ")
    assert words in err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--tick", 250], "tick 250 is not in this log: it has orders for 0 to 249"),
        (["--against", "hunter", "first"], "--against needs one bot for each other seat: 1, not 2"),
        (["--continue-as", "x.txt"], "the name of a log must end in .bin"),
    ],
)
def test_what_debug_can_not_do(botkit, match, more, words):
    done = botkit("debug", "match.bin", "--seat", 0, "--bot", "ace.py", *more)
    assert (done.code, done.err) == (2, f"error: {done.err[7:]}")
    assert words in done.err


def test_who_is_dead_can_not_be_debugged(botkit, tmp_path):
    (tmp_path / "mad.py").write_text("def tick(ship):\n    1 / 0\n")
    botkit("run", "mad.py", "hunter", "first", "--local", "all", "--mode", "melee", "--ticks", 90, "--log", "m.bin")
    done = botkit("debug", "m.bin", "--seat", 0, "--bot", "hunter", "--tick", 50)
    assert (done.code, "no ship left at tick 50" in done.err) == (2, True)


@pytest.mark.parametrize("command", ["debug", "rerun"])
def test_a_log_that_does_not_simulate_is_refused(botkit, match, command):
    log = log_of(match / "match.bin")
    inputs = np.array(log.inputs)
    inputs[100, 0] ^= 1
    data = bytearray()
    writer = LogWriter(data.extend, dict(log.header), inputs.shape[1])
    for at in range(0, len(inputs), 256):
        writer.block(inputs[at : at + 256], log.digests[at : at + 256])
    (match / "bad.bin").write_bytes(data)
    done = botkit(command, "bad.bin", "--seat", 0, "--bot", "ace.py")
    assert done.code == 1
    assert "tick 100 makes another state" in done.err
