"""The bots' output in the viewer, from real, missing and forged sidecars."""

from __future__ import annotations

import json
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from league.match.sidecar import SeatLog, pack
from systems.protocol.orders import Action
from viewer.model.recording import Recording, open_recording
from viewer.model.sidecar import NOTHING, Sidecar, read_sidecar
from viewer.panels.hud import Hud
from viewer.shapes.arena import ArenaShapes
from viewer.shapes.quads import BOX
from viewer.views.player import Player
from viewer.views.view import View

GOLDEN = Path(__file__).parents[2] / "systems" / "golden" / "duel.bin"
ERROR = 'raised: ZeroDivisionError\nTraceback (most recent call last):\n  File "ace.py", line 3\nZeroDivisionError: x'


@pytest.fixture
def talkative(golden: Path, tmp_path: Path) -> Recording:
    """The duel with a sidecar: seat 0 prints, draws and plots in ticks 100 to 120, and faults at 110."""
    seats = [SeatLog(), SeatLog()]
    for tick in range(130):
        notes: dict[str, Any] = {}
        if 100 <= tick <= 120:
            notes = {"log": f"closing in\nat {tick}", "plot": {"range": float(tick)}}
            notes["draw"] = [["line", 0, 0, 50, 50, "#ff8800"], ["circle", 9, 9, 30, "#ff0000"]]
            notes["draw"].append(["text", 1, 2, "here", "#ffffff"])
        error = ERROR if tick == 110 else None
        action = Action(text='{"0":{"thrust":0.5,"fire":2,"shield":true}}', notes=notes)
        seats[0].add(tick, 1000 + tick, None if error else action, error)
        seats[1].add(tick, None, Action(text='["FORWARD","SHOOT"]'), None)
    path = tmp_path / "duel.bin"
    path.write_bytes(golden.read_bytes())
    path.with_suffix(".debug").write_bytes(pack(seats))
    return open_recording(path)


def drawn(recording: Recording, tick: int, **more: Any) -> tuple[str, np.ndarray, View]:
    """Return all text that is drawn, the shapes, and the view."""
    view = View(recording, Player(recording.ticks, playing=False), **more)
    view.player.seek(tick)
    cells = Hud(view).draw(view.moment())
    glyphs = "".join(chr(int(glyph)) for glyph in cells[cells[:, 4] > 0, 4])
    return glyphs, ArenaShapes(view).draw(view.moment()), view


def test_what_was_not_kept_is_not_taken_for_nothing_sent() -> None:
    lines: list[dict[str, Any]] = [{"tick": tick, "fuel": 1, "action": {"0": {"fire": 1}}} for tick in range(50)]
    recording = open_recording(GOLDEN)
    recording.sidecar = Sidecar([[*lines, {"cut": True}], []])
    assert "sent:fire1" in drawn(recording, 49, selected=0)[0]
    text = drawn(recording, 60, selected=0, shown={"graphs"})[0]
    assert "notkeptfromtick50on" in text
    assert "sent:" not in text
    assert text.count("notkeptfromtick50on") == 2  # in the panel, and in the graph of fuel
    assert "notinthissidecar" in drawn(recording, 60, selected=1)[0]
    recording.sidecar = Sidecar([lines])
    assert "notaskedinthistick" in drawn(recording, 60, selected=0)[0]


def test_the_panel_shows_what_a_program_sent_used_printed_and_plotted(talkative: Recording) -> None:
    text, _, _ = drawn(talkative, 105, selected=0)
    for words in ("sent:thrust0.5fire2shieldTrue", "fuel1,105", "closingin", "at105", "range105"):
        assert words in text
    assert "at106" not in text
    text, _, _ = drawn(talkative, 105, selected=1)
    assert "sent:FORWARDSHOOT" in text
    assert "notcounted" in text


def test_a_fault_is_shown_with_its_traceback_at_its_tick(talkative: Recording) -> None:
    for words in ("raised:ZeroDivisionError", 'File"ace.py",line3'):
        assert words in drawn(talkative, 110, selected=0)[0]
        assert words not in drawn(talkative, 111, selected=0)[0]


def test_a_fault_and_a_print_can_be_read_to_their_ends(golden: Path, tmp_path: Path) -> None:
    """Only three lines of prints, however long their lines are."""
    seats = [SeatLog(), SeatLog()]
    hint = "raised: AttributeError: ship has no 'trust': did you mean 'thrust'? (far/away/ace.py line 3)"
    where = 'File "/home/someone/with/a/folder/that/lies/deep/down/ace.py", line 3, in tick'
    log = {"log": "closing in " * 8 + "to 40 m\n" + "word " * 99 + "unseen"}
    seats[0].add(0, None, Action(text="{}", notes=log), f"{hint}\nTraceback (most recent call last):\n  {where}\n")
    path = tmp_path / "duel.bin"
    path.write_bytes(golden.read_bytes())
    path.with_suffix(".debug").write_bytes(pack(seats))
    text, _, _ = drawn(open_recording(path), 0, selected=0)
    for words in (hint, where, "to 40 m"):
        assert words.replace(" ", "") in text
    assert "unseen" not in text


def test_drawings_are_on_the_map_unless_they_are_switched_off(talkative: Recording) -> None:
    def lines(tick: int, **more: Any) -> int:
        _, rows, _ = drawn(talkative, tick, **more)
        orange = np.isclose(rows[:, 6:9], (1, 0x88 / 255, 0), atol=1e-3).all(axis=1)
        return int((orange & (rows[:, 5] == BOX)).sum())

    assert (lines(99), lines(105), lines(105, muted={0}), lines(105, muted={1})) == (0, 1, 0, 1)
    assert "here" in drawn(talkative, 105)[0]
    assert "here" not in drawn(talkative, 105, muted={0})[0]


def without_points(recording: Recording) -> Recording:
    """The duel without anyone in the beacon."""
    same = Recording(recording.log)
    same.history.points[:] = 0
    return same


def test_graphs_show_what_there_is_to_show(talkative: Recording, recording: Recording) -> None:
    for words in ("hull", "energy", "points", "fuel", "plots"):
        assert words in drawn(talkative, 105, selected=0, shown={"graphs"})[0]
    assert "plots" not in drawn(talkative, 105, selected=0, shown={"graphs"}, muted={0})[0]
    assert "plots" in drawn(talkative, 105, selected=0, shown={"graphs"}, muted={1})[0]
    assert "fuel0.." not in drawn(recording, 105, shown={"graphs"})[0]
    assert "plots" not in drawn(talkative, 105, shown={"graphs"})[0]
    nobody = drawn(without_points(recording), 105, shown={"graphs"})[0]
    assert "points0..1" in nobody
    assert "e-" not in nobody
    fuel = talkative.sidecar.fuel(0, talkative.ticks)
    assert (fuel[5], fuel[129], np.isnan(fuel[130])) == (1005, 1129, True)


def test_prints_are_the_last_ones_before_a_tick(talkative: Recording) -> None:
    assert talkative.sidecar.prints(0, 99, 5) == []
    assert talkative.sidecar.prints(0, 101, 3) == [(100, "at 100"), (101, "closing in"), (101, "at 101")]
    assert talkative.sidecar.prints(0, 700, 1) == [(120, "at 120")]


def forged(*lines: bytes, **line: Any) -> bytes:
    """Return a sidecar with these lines, or with one of these values at tick 3."""
    text = zlib.compress(b"\n".join(lines) if lines else json.dumps({"tick": 3, **line}).encode())
    return struct.pack("<8sHH", b"SPACEDBG", 1, 1) + struct.pack("<I", len(text)) + text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"SPACEDBG",
        b"not a sidecar at all",
        struct.pack("<8sHH", b"SPACEDBG", 1, 16) + b"\xff" * 40,
        forged(b"[1, 2]", b"null", b'"x"', b"3"),
        forged(b'{"tick": "one"}', b'{"tick": true}', b'{"tick": -5, "fuel": -1}', b'{"tick": 1e99}'),
        forged(fuel=[1], action={"0": 7}, log=9, draw="x", plot=[], error={}),
        forged(fuel=10**40, action={"0": {"thrust": "\x1b[2J", "fire": 10**300}}),
        forged(draw=[["line", "a"], ["text", 1, 2, "\x1b\u202e", "#12"], []]),
        forged(action=["x", {"y": 1}], plot={"a" * 9999: 1e308}),
        forged(b"[" * 100_000),
        forged(*[b"{}"] * 36_010),
        forged(b'{"tick": 3, "log": "' + b"x" * (4 << 20)),
    ],
)
def test_a_forged_sidecar_breaks_nothing(golden: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "duel.bin"
    path.write_bytes(golden.read_bytes())
    path.with_suffix(".debug").write_bytes(content)
    recording = open_recording(path)
    assert recording.complete
    for side in (0, 1):
        text, rows, _ = drawn(recording, 3, selected=side, shown={"graphs", "why", "help"})
        assert text.isprintable()
        assert np.isfinite(rows).all()


def test_a_pipe_beside_a_log_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.debug")
    assert read_sidecar(tmp_path / "x.debug").missing


def test_no_sidecar_is_said(golden: Path, tmp_path: Path) -> None:
    sidecar = read_sidecar(tmp_path / "none.debug")
    assert sidecar.missing
    assert sidecar.note(5, 1) == NOTHING
    assert Sidecar([[{"tick": 1}]]).note(1, 5).fuel is None  # a seat missing from the sidecar
