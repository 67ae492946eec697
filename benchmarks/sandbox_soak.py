"""A million prebuilt calls, good and bad ones: `python -m benchmarks.sandbox_soak [--json] [--quick]`.

The calls go to a component of four instructions, so that only the call is measured. The process must not grow.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from wasmtime import Store, wat2wasm
from wasmtime.component import Component, Linker

from benchmarks.report import Measurement, report
from sandbox.identity import MODULE
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.call import CallFailed, PrebuiltCall
from sandbox.runtime.engine import GUEST_OPTIONS, make_engine
from sandbox.runtime.guest import Guest
from sandbox.runtime.host import Host, running

# Returns its argument, as an error if it starts with `?`; traps if it starts with `!`.
ECHO = """
(component
  (core module $code
    (memory (export "memory") 4)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
    (func (export "tick") (param $at i32) (param $size i32) (result i32)
      (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 33)) (then unreachable))
      (i32.store8 (i32.const 16) (i32.eq (i32.load8_u (local.get $at)) (i32.const 63)))
      (i32.store (i32.const 20) (local.get $at))
      (i32.store (i32.const 24) (local.get $size))
      (i32.const 16)))
  (core instance $live (instantiate $code))
  (func (export "tick") (param "observation" string) (result (result string (error string)))
    (canon lift (core func $live "tick") (memory (core memory $live "memory"))
      (realloc (core func $live "realloc")))))
"""
MODULE_ECHO = """
(module (memory (export "memory") 4)
  (func (export "sc_alloc") (param i32) (result i32) (i32.const 4096))
  (func (export "sc_start") (param i32 i32) (result i64) (i64.const 0))
  (func (export "sc_tick") (param i32 i32) (result i64)
    (if (i32.eq (i32.load8_u (local.get 0)) (i32.const 33)) (then unreachable))
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))
"""
TEXT = b"x" * 1200
LONGEST = 4096


class Echo:
    """Instances of the component, one after the other; one that trapped is replaced."""

    def __init__(self) -> None:
        self._engine = make_engine(GUEST_OPTIONS)
        self._component = Component(self._engine, wat2wasm(ECHO))
        running.host = Host(0, Limits())
        self._store: Store | None = None
        self._renew()

    def _renew(self) -> None:
        if self._store is not None:
            self._store.close()
        self._store = Store(self._engine)
        self._store.set_fuel(10**6)
        self._store.set_epoch_deadline(1)  # the epoch is not incremented: never reached
        found = Linker(self._engine).instantiate(self._store, self._component).get_func(self._store, "tick")
        assert found is not None
        self._call = PrebuiltCall(self._store, found, LONGEST)

    def good(self) -> None:
        """Return a text unchanged."""
        assert len(self._call(TEXT, 10**6)) == len(TEXT)

    def error(self) -> None:
        """Return an error from the guest."""
        self._fails("error", b"?" + TEXT)

    def long(self) -> None:
        """Return a result that is too long."""
        self._fails("output", b"x" * (LONGEST + 1))

    def trap(self) -> None:
        """Trap, and create a new instance."""
        self._fails("trap", b"!")
        self._renew()

    def _fails(self, kind: str, text: bytes) -> None:
        try:
            self._call(text, 10**6)
        except CallFailed as failed:
            assert failed.kind == kind
        else:
            raise AssertionError(f"no {kind}")


def soak(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Return seconds per call, and the growth of the process in MB after a tenth of the calls."""
    began, before = time.perf_counter(), 0.0
    for number in range(times):
        if number == times // 10:
            before = resident()
        act()
    return (time.perf_counter() - began) / times, resident() - before


def resident() -> float:
    """Return the resident memory of this process in MB; 0 if unknown."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def rows(times: int) -> list[Measurement]:
    """Measure all kinds of calls, `times` of each, and a hundredth of those that end the instance."""
    echo = Echo()
    kinds: list[tuple[str, Callable[[], object], int]] = [
        ("good", echo.good, times),
        ("error", echo.error, times),
        ("too long", echo.long, times),
        ("trap and a new instance", echo.trap, times // 100),
    ]
    with Program(Guest.load(), "echo", [(MODULE, bytes(wat2wasm(MODULE_ECHO)))], 1, Limits(match_wall=1e9)) as program:
        program.start("{}")
        kinds.append(("tick of a module", lambda: program.tick(TEXT, 0), times))
        found = []
        for name, act, count in kinds:
            each, grown = soak(act, count)
            found += [
                Measurement(f"{name}, {count:,} calls", each * 1e6, "us a call"),
                Measurement(f"{name}, growth of the process", grown, "MB"),
            ]
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python -m benchmarks.sandbox_soak --quick")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--quick", action="store_true", help="make a fiftieth of the calls")
    options = parser.parse_args()
    report("sandbox_soak", rows(20_000 if options.quick else 1_000_000), options.json)


if __name__ == "__main__":
    main()
