"""The raw figures as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.depth.figures import Figures
from benchmarks.matches.playing import Results
from benchmarks.matches.results import names_of
from systems.rules import Rules
from systems.setup import CODE_VERSION


def write_json(
    file: Path,
    mode: str,
    seeds: int,
    rules: Rules,
    paths: Mapping[str, Path],
    figures: Mapping[str, Figures],
    results: Results,
) -> None:
    """Write the figures of each arena, with names in place of places in the matrix, and a line on every game."""
    document = {
        "mode": mode,
        "seeds": seeds,
        "code_version": CODE_VERSION,
        "rules": rules.as_dict(),
        "bots": list(paths),
        "figures": {arena: _figures(found) for arena, found in figures.items()},
        "games": [
            {
                "arena": result["arena"],
                "seed": result["seed"],
                "bots": names_of(result),
                "how": str(result["how"]),
                "winner": result["winner"],
                "ranks": result["ranks"],
                "ticks": result["ticks"],
            }
            for result in results
        ],
    }
    file.write_text(json.dumps(_plain(document)) + "\n")


def _figures(figures: Figures) -> dict[str, Any]:
    names = figures.scores.names
    circles = [[names[place] for place in circle] for circle in figures.cycles.circles]
    return {
        **asdict(figures),
        "ladder": [names[place] for place in figures.ladder],
        "cycles": {**asdict(figures.cycles), "circles": circles},
        "overall": figures.scores.overall,
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: arrays as lists, NaN as null."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
