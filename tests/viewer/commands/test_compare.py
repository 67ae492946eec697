from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from viewer.commands.compare import first_difference
from viewer.model.recording import Recording, open_recording


def test_a_match_does_not_differ_from_itself(recording: Recording) -> None:
    assert first_difference(recording, recording) is None


def test_the_first_tick_whose_states_differ_is_found(recording: Recording, rewritten: Callable[..., Path]) -> None:
    def change(header: Any, inputs: Any, digests: Any) -> None:
        digests[150:] ^= 7

    assert first_difference(recording, open_recording(rewritten(change))) == 151


def test_a_shorter_match_differs_where_it_ends(recording: Recording, golden: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.bin").write_bytes(golden.read_bytes()[:3000])
    cut = open_recording(tmp_path / "cut.bin")
    assert first_difference(recording, cut) == cut.ticks + 1


def test_another_start_differs_at_once(recording: Recording, golden: Path) -> None:
    assert first_difference(recording, open_recording(golden.with_name("sumo.bin"))) == 0
