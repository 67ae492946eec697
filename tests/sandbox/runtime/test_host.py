"""The outside world of an instance, and its budget."""

from __future__ import annotations

import pytest
from wasmtime import WasmtimeError

from sandbox import Limits
from sandbox.runtime.host import OUTPUT_TAIL, Host


def host(seed: int = 1, **limits: int) -> Host:
    return Host(seed, Limits(**limits))


def test_random_bytes_are_frozen_by_the_seed():
    drawn = host(1)
    assert drawn.random_bytes(8).hex() == "9dc35661e5404c60" and drawn.random_bytes(4).hex() == "0b24fbca"
    assert host(2).random_bytes(8).hex() != "9dc35661e5404c60"
    assert host((1 << 64) - 1).random_bytes(0) == b""


def test_each_call_is_charged_and_past_the_budget_it_traps():
    drawn = host(host_calls=3, host_bytes=10)
    drawn.clock()
    drawn.random_bytes(10)
    with pytest.raises(WasmtimeError):
        drawn.write(b"x")
    assert drawn.violation == (
        "host_bytes",
        "asked for or wrote more than 10 bytes of random bytes and standard streams",
    )
    drawn.begin_call(5)
    assert [drawn.clock() for _ in range(3)] == [5, 5, 5]
    with pytest.raises(WasmtimeError):
        drawn.clock()


def test_only_the_end_of_what_is_written_is_kept():
    written = host()
    for number in range(60):
        written.write(b"%03d" % number + b"x" * 97)
    assert len(written.output) == OUTPUT_TAIL and written.output[-100:].startswith(b"059")
