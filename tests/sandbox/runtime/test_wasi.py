"""The host side of the sandbox's system calls."""

from __future__ import annotations

from sandbox.runtime import abi, wasi


def test_the_slow_callbacks_give_what_the_raw_ones_give(guest, start, monkeypatch):
    source = (
        "import os, time\n"
        "def bot_main(o): return {'a': os.urandom(5).hex(), 'b': time.time_ns(), 'c': time.monotonic_ns()}\n"
    )
    fast = start(source).tick(b"{}", 123_456_789)
    monkeypatch.setattr(abi, "KNOWN", False)
    monkeypatch.setattr(guest, "_linker", wasi.make_linker(guest.engine, guest._component))
    assert start(source).tick(b"{}", 123_456_789) == fast
