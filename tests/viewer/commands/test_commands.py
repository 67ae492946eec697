"""The command `viewer`, as users call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.log import LogWriter, read_log
from systems.replay.events import KINDS
from viewer.model.recording import Recording
from viewer.model.seats import Seats

# A machine without GL: no library of that name can be found or loaded.
NO_GL = """
import ctypes, ctypes.util, sys
class Library(ctypes.CDLL):
    def __init__(self, name, *more, **others):
        if "GL" in str(name):
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        super().__init__(name, *more, **others)
find = ctypes.util.find_library
ctypes.util.find_library = lambda name: None if "GL" in name else find(name)
ctypes.CDLL = ctypes.cdll._dlltype = Library
from viewer.cli import main
sys.exit(main(sys.argv[1:]))
"""


def viewer(*arguments: object, code: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "viewer.cli"]
    command = [sys.executable, *start, *map(str, arguments)]
    env = {name: value for name, value in os.environ.items() if name != "DISPLAY"} | environment
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_info_tells_header_result_and_events_without_gl(golden: Path, recording: Recording) -> None:
    done = viewer("info", golden, "--json", code=NO_GL)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["header"]["setup"]["mode"] == "duel"
    assert (told["ticks"], told["complete"], told["result"]["how"]) == (recording.ticks, True, "elimination")
    assert {"tick", "kind", "ship"} <= set.intersection(*map(set, told["events"]))
    assert {event["kind"] for event in told["events"]} <= set(KINDS)


def test_info_in_words_names_bots_and_what_decided(golden: Path, recording: Recording) -> None:
    done = viewer("info", golden)
    assert (done.returncode, recording.result is None) == (0, False)
    names, winner = Seats(recording).names, (recording.result or {})["winner"]
    end = f"elimination after {recording.ticks} ticks ({recording.ticks / 30:.1f} s): {names[winner]} (seat {winner})"
    for words in (end, f"{names[1 - winner]} is destroyed: ", "faults (trap)"):
        assert words in done.stdout


def test_info_of_a_cut_off_log_tells_what_there_is_and_says_no(golden: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(golden.read_bytes()[:3000])
    done = viewer("info", path, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["complete"], told["result"], told["problem"]) == (
        False,
        None,
        "cut off at byte 3000, or still being written: shown up to there",
    )
    done = viewer("info", path)
    assert done.returncode == 1
    assert "cut off at byte 3000" in done.stdout


def test_info_gives_no_result_that_the_simulation_contradicts(golden: Path, tmp_path: Path) -> None:
    log, data = read_log(golden.read_bytes()), bytearray()
    writer = LogWriter(data.extend, log.header, log.inputs.shape[1])
    for start in range(0, len(log.inputs), 256):
        writer.block(log.inputs[start : start + 256], log.digests[start : start + 256])
    assert log.footer is not None
    writer.close({"result": {**log.footer["result"], "winner": None}})
    (tmp_path / "forged.bin").write_bytes(data)
    done = viewer("info", tmp_path / "forged.bin", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["complete"], told["result"]) == (1, False, None)
    assert told["problem"] == "the recorded result has another winner"


def test_a_log_of_more_sides_than_there_can_be_is_refused_at_once(rewritten: Callable[..., Path]) -> None:
    path = rewritten(lambda header, *_: header["setup"].update(sides=10**9))
    assert "sides" in refused(viewer("info", path))


@pytest.mark.parametrize("command", ["info", "replay", "export"])
def test_what_is_no_log_is_one_line(command: str, tmp_path: Path) -> None:
    out = [tmp_path / "out.png"] if command == "export" else []
    assert "No such file" in refused(viewer(command, tmp_path / "none.bin", *out))
    (tmp_path / "text.bin").write_text("hello")
    assert "not a spacecode log" in refused(viewer(command, tmp_path / "text.bin", *out))
    (tmp_path / "new.bin").write_bytes(b"SPACELOG\x63\x00")
    assert "a log of format 99" in refused(viewer(command, tmp_path / "new.bin", *out))
    assert not (tmp_path / "out.png").exists()


def test_names_in_a_header_can_not_reach_the_terminal(rewritten: Callable[..., Path]) -> None:
    hostile = [{"bot": "\x1b[2J\x1b]0;x\x07"}, {"bot": "[red]b[/red]\n\u202e"}]
    done = viewer("info", rewritten(lambda header, *_: header.update(seats=hostile), footer=False))
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "[red]b[/red]" in done.stdout


def test_without_gl_the_missing_packages_are_named(golden: Path, tmp_path: Path) -> None:
    for arguments in (("replay", golden), ("export", golden, tmp_path / "out.png")):
        assert "apt-get install libgl1 libegl1" in refused(viewer(*arguments, code=NO_GL, DISPLAY=":0"))
    assert list(tmp_path.iterdir()) == []


def test_without_a_screen_replay_says_what_to_do(golden: Path) -> None:
    assert "no screen" in refused(viewer("replay", golden))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--speed", "0"], "not '0'"),
        (["--speed", "fast"], "not 'fast'"),
        (["--tick", "-1"], "tick must be an integer from 0 to 36000, not '-1'"),
        (["--loud"], "--loud"),
    ],
)
def test_replay_refuses_what_it_does_not_know(golden: Path, arguments: list[str], words: str) -> None:
    assert words in refused(viewer("replay", golden, *arguments))


def test_export_writes_a_picture_of_the_size_that_was_asked_for(
    golden: Path, tmp_path: Path, recording: Recording
) -> None:
    done = viewer("export", golden, tmp_path / "out.png", "--tick", 300, "--size", "320x200")
    if done.returncode == 2 and os.environ.get("CI") != "true":
        pytest.skip(done.stderr)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"tick 300 of {recording.ticks}, 320 x 200" in done.stdout
    assert Image.open(tmp_path / "out.png").size == (320, 200)
    assert [path.name for path in tmp_path.iterdir()] == ["out.png"]


def test_export_of_a_large_picture_shows_what_a_usual_one_does(golden: Path, tmp_path: Path) -> None:
    """Its text has the same relative size, so that it stays legible in smaller pictures."""
    for name, size in (("usual.png", "1280x720"), ("large.png", "2560x1440")):
        done = viewer("export", golden, tmp_path / name, "--tick", 300, "--size", size)
        if done.returncode == 2 and os.environ.get("CI") != "true":
            pytest.skip(done.stderr)
        assert done.returncode == 0, done.stderr
    usual, large = (Image.open(tmp_path / name).convert("L") for name in ("usual.png", "large.png"))
    pair = (np.asarray(image).ravel().astype(float) for image in (usual, large.reduce(2)))
    assert np.corrcoef(*pair)[0, 1] > 0.9


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["out.jpg"], "must end in .png"),
        (["out.png", "--tick", "36000"], "tick 36000 is not in this log: it has 0 to"),
        (["out.png", "--size", "10x10"], "not '10x10'"),
        (["out.png", "--size", "99999x9"], "size"),
        (["out.png", "--camera", "moon"], "not 'moon'"),
        (["no/such/folder/out.png"], "no/such/folder"),
        (["-"], "cannot write to -"),
        ([""], "the path is empty"),
    ],
)
def test_export_refuses_what_it_can_not_write(golden: Path, arguments: list[str], words: str) -> None:
    assert words in refused(viewer("export", golden, *arguments))


def test_every_help_shows_an_example() -> None:
    for command in ([], ["replay"], ["info"], ["export"]):
        assert "example: viewer" in viewer(*command, "--help").stdout
