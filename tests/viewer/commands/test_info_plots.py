"""`viewer info --log`, `--plots` and `--png`: what bots printed, and a match as curves."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.log import read_log
from league.match.sidecar import SeatLog, pack
from systems.components import Energy, Hull, Position, Score
from systems.protocol.orders import Action
from systems.replay.events import EventLog
from systems.replay.simulation import MatchReplay
from systems.rules import UNIT
from viewer.cli import main
from viewer.model.curves import MatchCurves
from viewer.model.recording import Recording, open_recording
from viewer.model.seats import Seats
from viewer.plots.text import sparkline

TRACE = 'raised: ZeroDivisionError\n  File "ace.py", line 3'


@pytest.fixture
def talkative(golden: Path, tmp_path: Path) -> Path:
    """The duel with a sidecar, in which seat 0 prints and faults, and seat 1 marks a tick."""
    seats = [SeatLog(), SeatLog()]
    for tick in range(130):
        notes: dict[str, Any] = {"log": f"closing in\nat {tick}\x1b[2J"} if tick in (100, 120) else {}
        seats[0].add(tick, 1000, None if tick == 110 else Action(notes=notes), TRACE if tick == 110 else "")
        seats[1].add(tick, 1000, Action(notes={"mark": ["here"]} if tick == 100 else {}))
    path = tmp_path / "duel.bin"
    path.write_bytes(golden.read_bytes())
    path.with_suffix(".debug").write_bytes(pack(seats))
    return path


def test_what_bots_printed_is_told_by_tick(talkative: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(talkative)]) == 0
    assert "closing in" not in capsys.readouterr().out
    assert main(["info", str(talkative), "--log"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()[-7:]]
    assert [line.split("  ")[0] for line in lines] == ["100", "100", "100", "110", "110", "120", "120"]
    assert [line.split(": ", 1)[1] for line in lines] == [
        "closing in", "at 100?[2J", "here", "raised: ZeroDivisionError", '  File "ace.py", line 3', "closing in",
        "at 120?[2J",
    ]  # fmt: skip
    assert " (mark)" in lines[2] and " (error)" in lines[3]


def test_without_a_sidecar_that_is_said(golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "alone.bin").write_bytes(golden.read_bytes())
    assert main(["info", str(tmp_path / "alone.bin"), "--log"]) == 0
    assert "there is no alone.debug beside the log" in capsys.readouterr().out


def test_the_document_grows_by_what_is_asked_for(talkative: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(talkative), "--json"]) == 0
    usual = json.loads(capsys.readouterr().out)
    assert main(["info", str(talkative), "--json", "--log", "--plots"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) - set(usual) == {"log", "log_cut", "plots"}
    assert {"tick": 100, "seat": 1, "kind": "mark", "text": "here"} in found["log"]
    assert (len(found["log"]), found["log_cut"]) == (7, [None, None])
    curves, replay = found["plots"], MatchReplay(read_log(talkative.read_bytes()))
    ships = replay.world["ships"]
    for state in range(usual["ticks"] + 1):
        for side in range(2):
            assert curves["hull"][side][state] == pytest.approx(max(ships[Hull].points[side, 0], 0) / UNIT, abs=0.01)
            assert curves["energy"][side][state] == pytest.approx(ships[Energy].points[side, 0] / UNIT, abs=0.01)
            score = replay.world["seats"][Score].score[side, 0]
            assert curves["points"][side][state] == pytest.approx(score / UNIT, abs=0.01)
        away = math.dist(ships[Position].fields[:, 0, 0], ships[Position].fields[:, 1, 0])
        both = ships[Hull].alive[:, 0].all()
        assert curves["distance"][0][state] == (pytest.approx(away, abs=0.05) if both else None)
        if state < usual["ticks"]:
            replay.advance()


def test_plots_show_the_course_of_the_match(
    talkative: Path, recording: Recording, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in (60, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        assert main(["info", str(talkative), "--plots"]) == 0
        plots = capsys.readouterr().out.split("\n\n")[-1].splitlines()
        assert [line.split()[0] for line in plots] == [
            "hull", "shy1", "energy", "shy1", "points", "shy1", "distance", "hits", "shy1", "marks", "shy1", "0",
        ]  # fmt: skip
        assert max(map(len, plots)) <= width
    hits = [event for event in recording.events if event["kind"] == "hit"]
    for side, line in enumerate(plots[7:9]):
        own = [event["tick"] for event in hits if event["ship"] == side]
        drawn, number = line.split()[-2:]
        places = [tick * len(drawn) // (recording.ticks + 1) for tick in own]
        assert [letter for letter in enumerate(drawn) if letter[1] not in "·✗"] == [
            (place, str(places.count(place))) for place in sorted(set(places)) if drawn[place] != "✗"
        ]
        assert number == str(len(own)) != "0"
    assert sum("✗" in line for line in plots) == 1
    assert plots[0].split()[-3:-1] == ["100", "→"] and "█" in plots[0]


def test_a_sparkline_is_of_means() -> None:
    values = np.array([0, 0, 4, 4, 8, 8, np.nan, np.nan], np.float32)
    assert sparkline(values, 4, 8) == "▁▅█ "
    assert sparkline(values[:3], 6, 8) == "▁▁▁▁▅▅"
    assert sparkline(values[:1], 3, 0) == "▁▁▁"


def test_the_picture_has_a_curve_for_each_side(
    talkative: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "plots.png"
    assert main(["info", str(talkative), "--png", str(out)]) == 0
    assert f"wrote {out}" in capsys.readouterr().out
    image = Image.open(out).convert("RGB")
    for color in Seats(open_recording(talkative)).colors:
        ink = tuple(round(255 * part) for part in color)
        columns = {x for x in range(image.width) for y in range(84, 260) if image.getpixel((x, y)) == ink}
        assert len(columns) > 800  # its hull, over the whole match
    assert main(["info", str(talkative), "--png", str(tmp_path / "no" / "plots.png")]) == 2
    log = talkative.read_bytes()
    assert main(["info", str(talkative), "--png", str(talkative)]) == 2
    assert "the name of a picture must end in .png" in capsys.readouterr().err
    assert talkative.read_bytes() == log


def test_an_older_match_cannot_be_plotted(
    rewritten: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(header: dict[str, Any], inputs: Any, digests: Any) -> None:
        header["setup"] = {**header["setup"], "code_version": 3}

    older = rewritten(change)
    for asked in (["--plots"], ["--png", str(tmp_path / "plots.png")]):
        assert main(["info", str(older), *asked]) == 2
        assert "cannot plot a match that was played by " in capsys.readouterr().err


def test_hits_are_counted_where_they_are(recording: Recording) -> None:
    replay = MatchReplay(recording.log)
    events = EventLog(replay.world)
    hits: list[list[int]] = [[], []]
    for _ in range(recording.ticks):
        replay.advance()
        for event in events.read():
            if event["kind"] == "hit":
                hits[event["ship"]].append(event["tick"])
    assert MatchCurves.of(recording).hits == hits
