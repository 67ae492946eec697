from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.digest import fold, short
from engine.log import read_log
from league.cli.errors import LeagueError
from systems.replay.simulation import MatchReplay
from systems.replay.trace import list_events
from systems.results import ended_at
from viewer.model.recording import SNAPSHOT_TICKS, Recording, open_recording


@pytest.fixture(scope="module")
def digests(golden: Path) -> list[int]:
    """Return the digest of every state, by simulating from the start."""
    replay = MatchReplay(read_log(golden.read_bytes()))
    found = [int(fold(replay.world)[0])]
    while not ended_at(replay.world, 0):
        replay.advance()
        found.append(int(fold(replay.world)[0]))
    return found


@settings(max_examples=30, deadline=None)
@given(places=st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_a_state_is_the_same_however_one_got_there(
    recording: Recording, digests: list[int], places: list[float]
) -> None:
    for tick in (round(place * recording.ticks) for place in places):
        assert recording.digest(tick) == digests[tick]
        assert recording.frame(tick).tick == tick


def test_the_digests_are_those_of_the_log(recording: Recording) -> None:
    for tick in (1, 32, 33, 64, 300, recording.ticks):
        assert short(np.array([recording.digest(tick)], np.uint64))[0] == recording.log.digests[tick - 1]


def test_a_frame_is_the_same_however_one_got_there(golden: Path) -> None:
    straight, jumping = open_recording(golden), open_recording(golden)
    frames = [straight.frame(tick) for tick in range(straight.ticks + 1)]
    for tick in (straight.ticks, 64, 63, 65, 0, 300, 299, 128, 1):
        one, other = frames[tick], jumping.frame(tick)
        for name in ("ships", "shots"):
            for field, column in vars(getattr(one, name)).items():
                np.testing.assert_array_equal(column, getattr(getattr(other, name), field), err_msg=f"{tick} {field}")
        assert (one.points, one.holder, one.safe_radius) == (other.points, other.holder, other.safe_radius)


def test_a_seek_simulates_few_ticks(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording, steps = open_recording(golden), []
    advance = MatchReplay.advance
    monkeypatch.setattr(MatchReplay, "advance", lambda self: steps.append(1) or advance(self))
    for tick in (recording.ticks, 3, 300, 128, 64, 256, 0):
        steps.clear()
        recording.frame(tick)
        assert len(steps) <= SNAPSHOT_TICKS
    steps.clear()
    recording.frame(256)
    assert not steps  # frames on the way are cached


def test_a_whole_log_is_complete_with_its_result_events_and_tracks(recording: Recording, golden: Path) -> None:
    log = read_log(golden.read_bytes())
    assert (recording.ticks, recording.complete, recording.problem) == (len(log.inputs), True, None)
    assert log.footer is not None
    assert recording.result is not None
    assert recording.result["digest"] == log.footer["result"]["digest"]
    assert recording.events == list_events(log)
    assert recording.history.tracks.shape == (recording.ticks + 1, 2, 2)
    frame = recording.frame(300)
    np.testing.assert_array_equal(recording.history.tracks[300, :, 0], frame.ships.x)
    loser = recording.result["ranks"].index(2)
    assert np.isnan(recording.history.tracks[-1, loser]).all()
    assert not np.isnan(recording.history.tracks[-2]).any()


def test_a_cut_off_log_is_shown_as_far_as_it_goes(golden: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(golden.read_bytes()[:3000])
    recording = open_recording(path)
    assert 0 < recording.ticks < open_recording(golden).ticks
    assert recording.ticks % 256 == 0
    assert (recording.complete, recording.result) == (False, None)
    assert recording.problem == "cut off at byte 3000, or still being written: shown up to there"
    assert recording.frame(recording.ticks).tick == recording.ticks


def test_a_log_of_a_header_alone_shows_the_spawn(rewritten: Callable[..., Path], tmp_path: Path) -> None:
    data = rewritten(lambda *_: None).read_bytes()
    for size in range(len(data)):
        path = tmp_path / "short.bin"
        path.write_bytes(data[:size])
        try:
            recording = open_recording(path)
        except LeagueError:
            continue
        assert recording.ticks == 0
        assert recording.frame(0).ships.alive.all()
        assert recording.orders(0, 1) == {"thrust": 0, "turn": 0, "fire": 0, "shield": 0, "strafe": 0}
        return
    pytest.fail("no length shows the header alone")


def test_a_log_that_does_not_replay_is_shown_up_to_there(rewritten: Callable[..., Path]) -> None:
    def other_digest(header: dict, inputs: np.ndarray, digests: np.ndarray) -> None:
        digests[200] ^= 1

    recording = open_recording(rewritten(other_digest))
    assert (recording.ticks, recording.complete) == (200, False)
    assert recording.problem == "tick 200 makes another state than the recorded one: shown up to there"
    assert all(event["tick"] <= 200 for event in recording.events)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a spacecode log"),
        (b"hello, this is no log at all", "not a spacecode log"),
        (b"SPACELOG\x09\x00", "a log of format 9"),
        (b"SPACELOG\x01\x00", "cut off at byte 10"),
        (b"SPACELOG\x01\x00" + b"\xff" * 100, "damaged"),
    ],
)
def test_what_is_no_log_is_refused_in_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    with pytest.raises(LeagueError, match=words) as refused:
        open_recording(path)
    assert "\n" not in str(refused.value)


def test_a_log_of_other_code_is_refused(rewritten: Callable[..., Path]) -> None:
    def newer(header: dict, inputs: np.ndarray, digests: np.ndarray) -> None:
        header["setup"] = {**header["setup"], "code_version": 99}

    with pytest.raises(LeagueError, match="played by version 99 of the systems"):
        open_recording(rewritten(newer))
