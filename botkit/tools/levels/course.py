"""The course: the levels in their order."""

from __future__ import annotations

from botkit.hints import meant
from botkit.tools.levels.goals import Goal, beacon_time
from botkit.tools.levels.level import Level
from league.cli.errors import LeagueError

COURSE = (
    Level(
        name="beacon",
        teaches="fly_to, rally",
        goal=Goal(beacon_time, "hold it within {:g} s"),
        marks=(20, 14, 10),
        pages=("docs/first-bot.md#1-a-bot-that-flies", "docs/botkit.md#fly_to"),
        hints=(
            "fly_to steers to a point and stops there. Which property of the ship is the centre of the beacon?",
            "ship.fly_to(ship.rally)",
        ),
        opponent="idle",
        seconds=30,
        rules={"beacon_points": 3.0, "beacon_distance_min": 150.0},
    ),
)


def find_level(word: str) -> Level:
    """Return a level by its number or its name. Raises LeagueError if there is none."""
    known = {level.name: level for level in COURSE} | {str(n): level for n, level in enumerate(COURSE, 1)}
    if word.lower() in known:
        return known[word.lower()]
    guess = meant(word.lower().removesuffix(".py"), known)
    raise LeagueError(f"there is no level {word!r}{guess or f': choose 1 to {len(COURSE)}, or a name'}")


def number_of(level: Level) -> int:
    """Return the number of a level, from 1."""
    return COURSE.index(level) + 1


def after(level: Level) -> Level | None:
    """Return the next level, None after the last."""
    return COURSE[number_of(level)] if number_of(level) < len(COURSE) else None
