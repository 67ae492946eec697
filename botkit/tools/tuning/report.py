"""The result of a sweep, for people and as JSON."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from botkit.tools.tuning.constants import described
from botkit.tools.tuning.session import Sweep
from league.cli.console import PlainConsole
from league.cli.wording import counted

VERDICTS = {
    "better": "the tuned values are better",
    "worse": "the tuned values are worse: keep the present ones",
    "none": "no better values were found: the interval holds 0",
}


def show(sweep: Sweep) -> None:
    """Print what was found, and what it gains."""
    tuned, found = sweep.tuned, sweep.estimate()
    if tuned is None:
        print("stopped before the first round of the search had finished")
        return
    if tuned == sweep.present:
        where = "the search ended at" if sweep.ended else "stopped while the search was at"
        print(f"no better values were found: {where} the present ones, {described(sweep.task.constants, tuned)}")
        return
    if found is None:
        print(f"{_changes(sweep)}: the best so far; the sweep was stopped before it was measured")
        return
    scores = sweep.scores()
    blocks, opponents, _ = scores.shape
    print(
        f"{_changes(sweep)}: {_share(found.tuned)} against {_share(found.present)} of the points over"
        f" {counted(blocks * opponents, 'pair')} each ({_points(found.difference)} points, 95 % interval"
        f" {_points(found.low)} to {_points(found.high)})"
    )
    table = Table(box=None)
    table.add_column("against")
    for name in ("tuned", "present"):
        table.add_column(name, justify="right")
    for entry, shares in zip(sweep.task.opponents, scores.mean(axis=0).tolist(), strict=True):
        table.add_row(entry.name, *map(_share, shares))
    PlainConsole().print(table)
    print(VERDICTS[found.decision] + ("" if sweep.ended else "; the sweep was stopped before its end"))


def _changes(sweep: Sweep) -> str:
    assert sweep.tuned
    return ", ".join(
        f"{constant.label} {constant.value!r} -> {value!r}"
        if value != constant.value
        else f"{constant.label} {value!r}"
        for constant, value in zip(sweep.task.constants, sweep.tuned, strict=True)
    )


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def as_dict(sweep: Sweep, written: Path | None) -> dict[str, object]:
    """Return a sweep as a dict for JSON, in the shape of `botkit sweep --json`."""
    task, tuned, found = sweep.task, sweep.tuned, sweep.estimate()
    scores = sweep.scores()
    measured = None
    if found:
        numbers = {name: getattr(found, name) for name in ("tuned", "present", "difference", "low", "high")}
        shares = scores.mean(axis=0).round(4).tolist()
        measured = {
            "pairs": scores.shape[0] * scores.shape[1],
            **{name: round(value, 4) for name, value in numbers.items()},
            "opponents": [
                {"bot": entry.name, "tuned": ours, "present": theirs}
                for entry, (ours, theirs) in zip(task.opponents, shares, strict=True)
            ],
        }
    return {
        "bot": task.bot.name,
        "mode": task.setup.mode,
        "arenas": list(task.arenas),
        "seed": task.seed,
        "opponents": [entry.name for entry in task.opponents],
        "constants": [
            {
                "name": constant.label,
                "values": values.text,
                "present": constant.value,
                "tuned": None if tuned is None else tuned[place],
            }
            for place, (constant, values) in enumerate(zip(task.constants, task.ranges, strict=True))
        ],
        "games": sweep.games,
        "rounds": sweep.rounds,
        "measured": measured,
        "decision": found.decision if found else "none",
        "faults": [
            {"version": name, "games": trouble.games, "forfeits": trouble.forfeits, "message": trouble.message}
            for name, trouble in sweep.troubles.items()
        ],
        "void": sweep.void,
        "ended": sweep.ended,
        "written": str(written) if written else None,
    }
