"""Calls into the sandbox do not leak; `python -m benchmarks.sandbox_soak` makes a million of each."""

from __future__ import annotations

from benchmarks.sandbox_soak import rows


def test_nothing_grows_with_the_calls() -> None:
    for row in rows(30_000):
        if row.unit == "MB":
            assert row.value < 3, row.case
