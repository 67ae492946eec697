"""Learning curves, as tables and as pictures."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

# Distinguishable with red-green colour blindness.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
LEFT, RIGHT, TOP, BOTTOM = 54, 550, 20, 280  # of the plot, in a picture of 640 x 330


def read_curve(path: Path | None) -> list[dict[str, float]]:
    """Return the curve in the NAME.csv beside NAME.json, empty if there is none."""
    if path is None or not path.with_suffix(".csv").exists():
        return []
    with path.with_suffix(".csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [{n: int(text) if text.isdigit() else float(text) for n, text in row.items() if text} for row in rows]


def write_curve(curve: Sequence[Mapping[str, float]], path: Path) -> None:
    """Write NAME.csv and NAME.svg beside `path`.

    Args:
        curve: rows with the keys `generation`, `seconds`, and a share of matches won for each opponent; that of the
            last row has all opponents.
        path: NAME.json.
    """
    with path.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(curve[-1]), extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(curve)
    path.with_suffix(".svg").write_text(picture(curve), encoding="utf-8")


def picture(curve: Sequence[Mapping[str, float]]) -> str:
    """Return the curve as SVG: matches won, by opponent, over generations."""
    last = max(curve[-1]["generation"], 1)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 330" width="640" height="330"'
        ' font-family="sans-serif" font-size="13">',
        '<rect width="640" height="330" fill="#fff"/>',
    ]
    for percent in range(0, 101, 25):
        y = BOTTOM - (BOTTOM - TOP) * percent / 100
        lines.append(f'<path d="M{LEFT} {y}H{RIGHT}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{percent} %</text>')
    for quarter in range(5):
        x = LEFT + (RIGHT - LEFT) * quarter / 4
        lines.append(f'<text x="{x}" y="{BOTTOM + 18}" text-anchor="middle">{last * quarter / 4:.0f}</text>')
    lines.append(f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 40}" text-anchor="middle">generation</text>')
    lines.append(f'<text x="{LEFT}" y="{TOP - 7}">matches won</text>')
    names = [name for name in curve[-1] if name not in ("generation", "seconds")]
    for name, colour in zip(names, COLOURS, strict=False):
        points = [
            (LEFT + (RIGHT - LEFT) * row["generation"] / last, BOTTOM - (BOTTOM - TOP) * row[name])
            for row in curve
            if name in row
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
    order = sorted(zip(names, COLOURS, strict=False), key=lambda pair: -curve[-1][pair[0]])
    at = 0.0
    for name, colour in order:  # labels at the lines' ends, apart from each other
        at = max(at + 16, BOTTOM - (BOTTOM - TOP) * curve[-1][name] + 4)
        lines.append(f'<text x="{RIGHT + 8}" y="{at:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>", ""])
