"""Output of benchmarks: a table for people, or one JSON document."""

from __future__ import annotations

import json as jsonlib
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Measurement:
    """One measurement.

    `value` is in `unit`; `baseline` names what it is compared with, and `ratio` says how many times better it is than
    that baseline (above 1 is better, whichever way the unit points). Both are None without a baseline.
    """

    case: str
    value: float
    unit: str
    baseline: str | None = None
    ratio: float | None = None


def report(benchmark: str, rows: Sequence[Measurement], json: bool = False) -> None:
    """Print the rows to stdout, as a table or as one JSON document `{"benchmark","date","machine","rows"}`."""
    print(document(benchmark, rows) if json else table(benchmark, rows))


def document(benchmark: str, rows: Sequence[Measurement]) -> str:
    """Return the JSON document: date in UTC, the machine in one line, numbers to four significant digits."""
    shown = [asdict(row) | {"value": _rounded(row.value), "ratio": _rounded(row.ratio)} for row in rows]
    date = datetime.now(UTC).isoformat(timespec="seconds")
    return jsonlib.dumps({"benchmark": benchmark, "date": date, "machine": machine(), "rows": shown}, indent=2)


def table(benchmark: str, rows: Sequence[Measurement]) -> str:
    """Return the rows as aligned text."""
    head = ("case", "value", "unit", "ratio", "baseline")
    lines = [head] + [(r.case, _text(r.value), r.unit, _text(r.ratio), r.baseline or "") for r in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    right = (False, True, False, True, False)
    body = []
    for line in lines:
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(line, widths, right, strict=True)]
        body.append("  ".join(cells).rstrip())
    return "\n".join([f"{benchmark}: {machine()}", body[0], "  ".join("-" * w for w in widths), *body[1:]])


def machine() -> str:
    """Return system, architecture, cores and Python of this machine, without anything that identifies its owner."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _text(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
