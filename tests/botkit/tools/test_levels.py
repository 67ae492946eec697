"""The levels: what their model answers and starters reach, in the real engine; medals, progress and goals."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from botkit.tools.levels.course import COURSE, after, find_level, number_of
from botkit.tools.levels.goals import Goal, Measured
from botkit.tools.levels.judge import Judgement, judge
from botkit.tools.levels.level import Level
from botkit.tools.levels.medals import Medal, award, better, counts
from botkit.tools.levels.progress import CourseProgress
from botkit.tools.matches.watchdog import Watchdog
from league.bots.opponents import find
from league.cli.errors import LeagueError
from systems.setup import Setup

ROOT = Path(__file__).parents[3]
BOTS = ROOT / "botkit" / "tools" / "levels"
LEVELS = pytest.mark.parametrize("level", COURSE, ids=[level.name for level in COURSE])


def judged(level: Level, folder: str, name: str) -> Judgement:
    with Watchdog().ending() as watchdog:
        return judge(level, find(str(BOTS / folder / f"{name}.py")), watchdog)


@LEVELS
def test_the_model_answer_wins_gold(level: Level) -> None:
    found = judged(level, "answers", level.name)
    assert found.medal == "gold", [each.measured.text for each in found.tries]
    assert not any(each.outcome.result["seats"][0]["faults"] for each in found.tries)
    assert not any(each.outcome.result["seats"][1]["faults"] for each in found.tries)


@pytest.mark.parametrize("level", [each for each in COURSE if each.name not in ("target", "lead", "search", "circle")])
def test_the_starter_runs_and_reaches_nothing(level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(level.setups())[:1]
    monkeypatch.setattr(Level, "setups", lambda self: iter(first))
    (each,) = judged(level, "starters", level.name).tries
    assert each.medal is None and each.outcome.result["seats"][0]["faults"] == []


@pytest.mark.parametrize("name", ["target", "lead", "search", "circle"])  # all pairs were tried by hand
def test_the_answer_of_the_level_before_does_not_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    level = find_level(name)
    second = list(level.setups())[1:2]
    monkeypatch.setattr(Level, "setups", lambda self: iter(second))
    (each,) = judged(level, "answers", COURSE[number_of(level) - 2].name).tries
    assert each.medal is None, each.measured.text


@LEVELS
def test_a_level_tells_what_it_needs(level: Level) -> None:
    assert level.title and level.task and all(level.hints) and level.pages
    assert len(level.seeds) == 5 and all(isinstance(setup, Setup) for setup in level.setups())
    assert level.marks == tuple(sorted(level.marks, reverse=not level.goal.rising))
    for line in level.hints[1].splitlines():
        assert len(line) <= 76, line
    for page in level.pages:
        path, _, anchor = page.partition("#")
        titles = re.findall(r"^#+ (.*)$", (ROOT / path).read_text("utf-8"), re.MULTILINE)
        assert not anchor or anchor in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_levels_are_found_by_number_and_by_name() -> None:
    assert find_level("1") is find_level("beacon") is find_level("Beacon") is COURSE[0]
    assert [number_of(level) for level in COURSE] == list(range(1, 13))
    assert after(COURSE[0]) is COURSE[1] and after(COURSE[-1]) is None
    for word, guess in (
        ("becon", "did you mean 'beacon'"),
        ("beacon.py", "'beacon'"),
        ("0", "1 to 12"),
        ("9" * 5000, "1"),
    ):
        with pytest.raises(LeagueError, match=re.escape(guess)):
            find_level(word)


def test_a_medal_takes_enough_of_the_tries() -> None:
    g, s, b = "gold", "silver", "bronze"
    cases: list[tuple[list[Medal], Medal]] = [
        ([g] * 5, g),
        ([g, g, g, g, s], s),
        ([g, g, g, g, None], s),
        ([g, g, s, b, b], b),
        ([g, g, b, None, None], b),
        ([g, g, None, None, None], None),
        ([g], None),
    ]
    for tries, medal in cases:
        assert award(tries) == medal
    assert counts([g, s, b, None, g]) == (4, 3, 2)
    assert better(None, b) == better(b, None) == b and better(g, s) == g


def test_a_goal_orders_values_by_its_direction() -> None:
    def measure(_: object) -> Measured:
        return Measured(None, "")

    rising, falling = Goal(measure, "", rising=True), Goal(measure, "")
    assert rising.reached(5, 5) and not rising.reached(4, 5) and falling.reached(5, 5) and not falling.reached(6, 5)
    assert not rising.reached(None, 0) and not falling.reached(None, 9)
    assert sorted([3.0, None, 1.0], key=rising.order) == [None, 1.0, 3.0]
    assert sorted([3.0, None, 1.0], key=falling.order) == [None, 3.0, 1.0]


def test_a_medal_is_never_lost(tmp_path: Path) -> None:
    for medal in (None, "silver", "bronze", None):
        CourseProgress(tmp_path).record("lead", medal)
    assert CourseProgress(tmp_path).best("lead") == "silver" and CourseProgress(tmp_path).best("beacon") is None
    other = CourseProgress(tmp_path)
    CourseProgress(tmp_path).record("lead", "gold")
    other.record("beacon", "bronze")  # what another process has written meanwhile stays
    assert json.loads((tmp_path / "progress.json").read_text())["medals"] == {"lead": "gold", "beacon": "bronze"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "[" * 9999, '{"version": 2, "medals": {}}', '{"version": 1, "medals": {"a": "tin"}}', " " * 70_000],
)
def test_a_damaged_file_of_progress_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "progress.json"
    path.write_text(text)
    with pytest.raises(LeagueError, match=r"progress\.json is damaged: mend it, or move it away"):
        CourseProgress(tmp_path)
    assert path.read_text() == text
