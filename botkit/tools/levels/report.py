"""What `botkit learn` prints: the list of the levels, a level's goal, the tries, the verdict."""

from __future__ import annotations

import textwrap
from typing import Any

from rich.table import Table
from rich.text import Text

from botkit.tools.levels.course import COURSE, after, number_of
from botkit.tools.levels.folder import LevelFolder
from botkit.tools.levels.judge import Judgement, Try
from botkit.tools.levels.level import Level
from botkit.tools.levels.medals import MEDALS, TRIES, Medal, rank
from botkit.tools.levels.progress import CourseProgress
from league.cli.command import DOCS
from league.cli.console import PlainConsole

_STYLES = {"bronze": "dark_orange3", "silver": "grey70", "gold": "yellow3"}
_TEXT = 80  # columns, at most


def next_level(progress: CourseProgress) -> Level | None:
    """Return the first level without a medal, None if there is none."""
    return next((level for level in COURSE if progress.best(level.name) is None), None)


def show_course(out: PlainConsole, folder: LevelFolder, progress: CourseProgress) -> None:
    """Print the list of the levels, and the command for the next."""
    upcoming = next_level(progress)
    table = Table(box=None, pad_edge=False)
    for name, how in (("", "right"), ("level", "left"), ("goal", "left"), ("teaches", "left"), ("medal", "left")):
        table.add_column(name, justify=how)  # type: ignore[arg-type]
    for number, level in enumerate(COURSE, 1):
        medal = progress.best(level.name)
        last = _colored(medal) if medal else Text("next" if level is upcoming else "")
        table.add_row(str(number), level.name, level.title, level.teaches, last, style="bold" * (level is upcoming))
    out.print(table, soft_wrap=False)
    if upcoming is not None:
        what = "continue" if any(progress.best(level.name) for level in COURSE) else "begin"
        out.print(f"\nto {what}:\n\n    {command(folder, upcoming)}\n")
        return
    golds = sum(progress.best(level.name) == MEDALS[-1] for level in COURSE)
    out.print(f"\nAll {len(COURSE)} levels have a medal, {golds} of them gold. Now write a bot for the league:\n")
    out.print("    botkit new ace && botkit run ace.py hunter\n")


def show_level(out: PlainConsole, level: Level) -> None:
    """Print the goal of a level, what each medal takes, and what to read."""
    out.print(f"Level {number_of(level)} of {len(COURSE)}, {level.name}: {level.title}\n", style="bold")
    for paragraph in level.task.split("\n\n"):
        out.print(f"{_filled(paragraph)}\n")
    for medal in MEDALS:
        out.print(Text.assemble(("  ", ""), _colored(medal), " " * (8 - len(medal)), level.takes(medal)))
    out.print()
    out.print(_filled(f"to read: {', '.join(level.pages)}"))
    out.print(f"docs: {DOCS}")


def show_start(out: PlainConsole, folder: LevelFolder, level: Level) -> None:
    """Print that the starter has been written, and what to do next."""
    out.print(f"wrote {folder.bot(level)}: change it, then\n\n    {command(folder, level)}\n")


def show_hint(out: PlainConsole, folder: LevelFolder, level: Level, plain: bool) -> None:
    """Print a hint: in words, or if `plain` the lines that matter; then the command for more."""
    words, lines = level.hints
    out.print(textwrap.indent(lines, "    ") if plain else _filled(words))
    more, option = ("the model answer", "--answer") if plain else ("a plainer hint", "--hint --hint")
    out.print(f"\n{more}:\n\n    {command(folder, level)} {option}\n")


def show_try(out: PlainConsole, level: Level, each: Try) -> None:
    """Print the outcome of a try."""
    medal = _colored(each.medal) if each.medal else Text("-")
    out.print(Text.assemble(f"  try {each.number}  {each.measured.text:<58}  ", medal))


def show_verdict(out: PlainConsole, folder: LevelFolder, found: Judgement, best: Medal) -> None:
    """Print the medal, what the next one takes, and the commands that follow.

    Args:
        best: the best medal so far, with this one.
    """
    level, medal, mine = found.level, found.medal, folder.bot(found.level)
    won = Text.assemble("\nmedal: ", _colored(medal) if medal else "none")
    if best != medal:
        won.append_text(Text.assemble(" (best so far: ", _colored(best), ")"))
    out.print(won)
    if found.tries[-1].forfeited:
        out.print("a bot that forfeits has no further try: mend it first")
    elif medal != MEDALS[-1]:
        aim = MEDALS[rank(medal)]
        done = found.reached[rank(medal)]
        out.print(f"{aim} takes: {level.takes(aim)}; {done or 'none'} of {TRIES} did\n")
        log = folder.log(level)
        out.print(f"to watch try {found.worst.number}, which went worst, or to step into it:\n")
        out.print(f"    viewer replay {log}\n    botkit debug {log} --seat 0 --bot {mine} --tick 0\n")
        out.print(f"for a hint:\n\n    {command(folder, level)} --hint")
    if best is not None:
        following = after(level)
        if following is not None:
            out.print(f"\nnext level:\n\n    {command(folder, following)}\n")
        else:
            out.print(f"\nThat was the last level. `botkit learn{folder.option()}` lists your medals.")


def command(folder: LevelFolder, level: Level) -> str:
    """Return the command that plays a level."""
    return f"botkit learn {level.name}{folder.option()}"


def course_dict(folder: LevelFolder, progress: CourseProgress) -> dict[str, Any]:
    """Return the list of the levels for JSON."""
    upcoming = next_level(progress)
    return {
        "folder": str(folder.path),
        "levels": [
            {
                **_about(folder, level),
                "teaches": level.teaches,
                "medal": progress.best(level.name),
                "started": folder.bot(level).exists(),
            }
            for level in COURSE
        ],
        "next": upcoming.name if upcoming else None,
    }


def start_dict(folder: LevelFolder, level: Level) -> dict[str, Any]:
    """Return a level whose starter has been written, for JSON."""
    takes = {medal: level.takes(medal) for medal in MEDALS}
    return {**_about(folder, level), "task": level.task, "takes": takes, "pages": list(level.pages), "wrote": True}


def verdict_dict(folder: LevelFolder, found: Judgement, best: Medal) -> dict[str, Any]:
    """Return the tries at a level and their medal, for JSON."""
    following = after(found.level)
    return {
        **_about(folder, found.level),
        "medal": found.medal,
        "best": best,
        "tries": [
            {
                "seed": each.seed,
                "medal": each.medal,
                "value": None if each.measured.value is None else round(each.measured.value, 3),
                "text": each.measured.text,
                "ticks": each.outcome.result["ticks"],
                "faults": each.outcome.result["seats"][0]["faults"],
            }
            for each in found.tries
        ],
        "worst": found.worst.number,
        "log": str(folder.log(found.level)),
        "next": following.name if following else None,
    }


def _about(folder: LevelFolder, level: Level) -> dict[str, Any]:
    return {"number": number_of(level), "level": level.name, "title": level.title, "bot": str(folder.bot(level))}


def _colored(medal: str | None) -> Text:
    return Text(medal or "", style=_STYLES.get(medal or "", ""))


def _filled(paragraph: str) -> str:
    return textwrap.fill(" ".join(paragraph.split()), _TEXT, break_on_hyphens=False)  # anchors stay whole
