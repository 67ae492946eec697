"""Every fuzzing target over its seeds and a few mutations of them: `make fuzz` looks further."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.__main__ import main
from benchmarks.fuzz.targets import TARGETS, FuzzTarget, TooMuch, seeds

# Where an edit begins, in thousandths of the input; how many bytes it removes; what it puts there.
EDITS = st.lists(st.tuples(st.integers(0, 999), st.integers(0, 40), st.binary(max_size=12)), max_size=4)
EXAMPLES = 200


def mutated(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, gone, put in edits:
        at = len(data) * place // 1000
        data = data[:at] + put + data[at + gone :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_no_target_crashes(name: str) -> None:
    inputs = seeds(name)
    assert 0 < sum(map(len, inputs)) < 40_000

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(inputs) - 1), EDITS)
    def check(seed: int, edits: list[tuple[int, int, bytes]]) -> None:
        TARGETS[name].run(mutated(inputs[seed], edits))

    for data in inputs:
        assert TARGETS[name].parse(data), "run python -m benchmarks.fuzz.seeds"
    check()


def test_an_input_that_takes_too_long_or_too_much_memory_crashes() -> None:
    def work(_: bytes) -> bool:
        return bytearray(20 << 20).count(b"ab") == 0

    FuzzTarget(work, 1, 10.0, 64 << 20).run(b"")
    with pytest.raises(TooMuch, match=r"s, more than 0\.001 s"):
        FuzzTarget(work, 1, 0.001, 64 << 20).run(b"")
    with pytest.raises(TooMuch, match="20 MB, more than 16 MB"):
        FuzzTarget(work, 1, 10.0, 16 << 20).run(b"")


def test_an_input_can_be_run_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "input").write_bytes(b"PK")
    monkeypatch.setattr("sys.argv", ["fuzz", "zip", "--input", str(tmp_path / "input")])
    assert main() == 0
