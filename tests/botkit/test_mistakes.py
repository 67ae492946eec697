"""What beginners are told about their mistakes, in the three places where they look."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from mistakes import LOOPS, MISTAKES, Mistake

from botkit.tools.matches import watchdog
from botkit.tools.matches.agents import WatchedAgent
from botkit.tools.matches.watchdog import Watchdog
from league.admission.submissions import Submission, smoke
from league.cli.errors import LeagueError
from league.match.agents import LocalAgent
from league.match.manager import MatchSession, Seat, play
from sandbox.identity import Files, identity
from systems.setup import Setup


def setup_of(mistake: Mistake) -> Setup:
    return Setup("duel", 3, max_ticks=mistake.ticks)


def files_of(mistake: Mistake) -> Files:
    return (("main.py", mistake.text),)


def local_run(mistake: Mistake, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the messages of a local run: faults, and warnings on stderr."""
    files, setup = files_of(mistake), setup_of(mistake)
    err = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
        agents = [LocalAgent("ace", [("main.py", mistake.text)], setup.bot_seed(side), "ace.py") for side in range(2)]
        outcome = play([MatchSession(setup, [Seat("ace", files)] * 2, agents, {})])[0]
    warnings = [line for line in err.getvalue().splitlines() if line.startswith("warning: ")]
    return [fault["message"] for fault in outcome.result["seats"][0]["faults"]] + warnings


def smoked(mistake: Mistake) -> Submission:
    files = files_of(mistake)
    return smoke(Submission("ace.py", "ace", files, identity(files)), setup_of(mistake))


def test_there_are_forty() -> None:
    assert len(MISTAKES) + len(LOOPS) >= 40


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained_with_its_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mistake = MISTAKES[name]
    place = f"(ace.py line {mistake.line})"
    assert [text for text in local_run(mistake, monkeypatch) if mistake.local in text and text.endswith(place)]
    found = smoked(mistake)
    assert found.result is not None
    words = mistake.sandbox or mistake.local
    faults = [fault["message"] for fault in found.result["seats"][0]["faults"]]
    assert [text for text in [*faults, *found.warnings] if words in text and text.endswith(place)]  # in the sandbox
    shown = [each.message for each in found.problems if each.line == mistake.line] + list(found.warnings)
    assert [text for text in shown if words in text and text.endswith(place)]  # by check


@pytest.mark.parametrize("name", LOOPS)
def test_an_endless_loop_in_the_sandbox_has_a_line(name: str) -> None:
    found = smoked(LOOPS[name])
    assert found.problems[0].line == LOOPS[name].line
    assert "is there an endless loop?" in found.problems[0].message


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(watchdog, "LIMIT", 0.1)
    monkeypatch.setattr(watchdog, "EVERY", 0.01)
    yield


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("name", LOOPS)
def test_an_endless_loop_in_a_local_run_ends_it_with_its_line(name: str) -> None:
    mistake = LOOPS[name]
    setup, files = setup_of(mistake), files_of(mistake)
    with pytest.raises(LeagueError) as raised, Watchdog().ending() as dog:
        agents = [WatchedAgent(dog, "ace", [("main.py", mistake.text)], 1, "ace.py") for _ in range(2)]
        play([MatchSession(setup, [Seat("ace", files)] * 2, agents, {})])
    function = "aid" if name == "in a helper" else "tick"
    assert str(raised.value).startswith(f"ace.py line {mistake.line}, in {function}: `{mistake.local}` has not ended")
