"""The cost of the sandbox: `python -m benchmarks.sandbox [--json] [--quick | --fuel]`.

The baseline is the same bot, given the same text, in an unsandboxed `python -I -S` with JSON lines on its pipes, of the
newest CPython on this machine; measured alternately with the sandbox, by medians: wherever the system puts the two
processes, both on one CPU, and on two. The lower bound is the same bot called in this process, with JSON both ways.
"""

from __future__ import annotations

import argparse

from benchmarks.report import report
from benchmarks.sandbox.fuel import fuel_prices
from benchmarks.sandbox.instances import loads, memory, starts
from benchmarks.sandbox.ticks import calls, many, modules, ticks, work
from sandbox import Guest


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sandbox", description=__doc__, epilog="example: python -m benchmarks.sandbox --quick"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--quick", action="store_true", help="fewer rounds: under 30 s")
    part.add_argument("--fuel", action="store_true", help="measure only CPU time per unit of fuel, in 20 s")
    options = parser.parse_args()
    Guest.load(check=True)
    if options.fuel:
        report("sandbox", [*fuel_prices(ticks=10)], options.json)
        return
    turns, times = (5, 200) if options.quick else (15, 500)
    rows = [*ticks(turns, times), *modules(turns, times), *calls(turns, times), *many(turns, times // 20)]
    rows += [*starts(turns), *work(turns), *memory(16 if options.quick else 64), *loads(first=not options.quick)]
    report("sandbox", rows, options.json)


if __name__ == "__main__":
    main()
