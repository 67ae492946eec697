"""Plots of a match for the terminal: a line of blocks for each number of each side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from systems.rules import TICK_RATE
from viewer.model.curves import F32, MatchCurves

_BLOCKS = "▁▂▃▄▅▆▇█"
_LEAST, _MOST = 20, 120  # columns of a plot
_NAME = 16  # columns of a side's name, at most
_NUMBERS = 16  # columns of the numbers beside a plot


def text_plots(curves: MatchCurves, names: Sequence[str], width: int) -> Iterator[str]:
    """Yield the lines of the plots, at most `width` columns wide."""
    labels = [name if len(name) <= _NAME else f"{name[: _NAME - 1]}…" for name in names]
    left = max(map(len, labels)) + 11  # columns before a plot
    columns = min(max(width - left - _NUMBERS, _LEAST), _MOST)
    states = len(curves.values["hull"])
    for name, values in curves.values.items():
        sides = 1 if name == "distance" and values.shape[1] == 2 else values.shape[1]
        unit = " m" if name == "distance" else ""
        top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
        for side in range(sides):
            label = "" if sides < values.shape[1] else labels[side]
            head = f"{name if side == 0 else '':<9} {label:<{left - 11}} "
            yield f"{head}{sparkline(values[:, side], columns, top)}  {_range(values[:, side])}{unit}"
    for side, label in enumerate(labels):
        head = f"{'hits on' if side == 0 else '':<9} {label:<{left - 11}} "
        yield f"{head}{_counts(curves.hits[side], curves.kills[side], states, columns)}  {len(curves.hits[side])}"
    if any(curves.marks):
        for side, label in enumerate(labels):
            ticks = [tick for tick, _ in curves.marks[side]]
            head = f"{'marks of' if side == 0 else '':<9} {label:<{left - 11}} "
            yield f"{head}{_counts(ticks, [], states, columns)}  {len(ticks)}"
    end = f"{(states - 1) / TICK_RATE:.1f} s"
    yield f"{'':<{left}}0{end:>{columns - 1}}"


def sparkline(values: F32, columns: int, top: float) -> str:
    """Return a line of blocks, one for the mean of the numbers in each column, from 0 to `top`; blank for NaN."""
    line = []
    for part in np.array_split(values, columns) if len(values) >= columns else _spread(values, columns):
        finite = part[np.isfinite(part)]
        level = 0.0 if not finite.size or top <= 0 else float(finite.mean()) / top
        line.append(_BLOCKS[min(int(max(level, 0.0) * len(_BLOCKS)), len(_BLOCKS) - 1)] if finite.size else " ")
    return "".join(line)


def _spread(values: F32, columns: int) -> list[F32]:
    """Return the number nearest to each column, for fewer numbers than columns."""
    return [values[column * len(values) // columns][None] for column in range(columns)]


def _range(values: F32) -> str:
    """Return the first and the last number."""
    finite = values[np.isfinite(values)]
    return f"{finite[0]:.0f} → {finite[-1]:.0f}" if finite.size else "-"


def _counts(ticks: Sequence[int], crosses: Sequence[int], states: int, columns: int) -> str:
    """Return the number of ticks in each column, `+` for more than nine, and a cross where a ship was lost."""
    counts = [0] * columns
    for tick in ticks:
        counts[min(tick * columns // states, columns - 1)] += 1
    line = ["·" if not count else str(count) if count < 10 else "+" for count in counts]
    for tick in crosses:
        line[min(tick * columns // states, columns - 1)] = "✗"
    return "".join(line)
