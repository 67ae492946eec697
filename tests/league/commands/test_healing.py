"""`league void`, `league replay-voids` and `league reinstate`, with simulated outcomes."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import acting
import pytest

from league.__main__ import main
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.storage.opening import default_path, writing
from league.workers.grant import Grant
from league.workers.pool import Pool

GUEST = "a" * 64
Acted = Callable[..., int]
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play in threads, which start faster than processes."""
    pool: Any = partial(Pool, executor=lambda: ThreadPoolExecutor(1))
    monkeypatch.setattr("league.workers.executor.Pool", pool)


@pytest.fixture
def league(bots: Path, acted: Acted, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> Path:
    """A league of four bots after a round robin of twelve games."""
    monkeypatch.setattr("league.commands.playing.replay_voids.play_batch", acting.play)
    assert acted(GUEST, bots, "--format", "round-robin", "--seed", 7) == 0
    capsys.readouterr()
    return bots


def document(capsys: Captured, *arguments: object) -> Any:
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def void(*arguments: object, why: str = "frozen") -> int:
    return main(["void", *map(str, arguments), "--why", why, "--who", "ann"])


def replay(*arguments: object) -> int:
    return main(["replay-voids", *map(str, arguments), "--workers", "1"])


def without_times(games: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in game.items() if name not in ("at", "log", "attempt")} for game in games]


def test_a_void_game_that_is_played_again_heals_the_ladder(league: Path, capsys: Captured) -> None:
    table, games = document(capsys, "table", league), document(capsys, "games", league)
    standings = document(capsys, "table", league, "--run", 1)
    assert void("1-1a", "run 1 pair 2b", league) == 0
    assert capsys.readouterr().out == "2 games void; `league replay-voids` plays them again\n"
    assert document(capsys, "table", league)["games"] == 10
    assert sum(row["games"] for row in document(capsys, "table", league, "--run", 1)["rows"]) == 20
    assert [run["void"] for run in document(capsys, "runs", league)] == [2]
    assert replay(league) == 0
    assert capsys.readouterr().err.endswith("played 2 of 2 games again\n")
    assert document(capsys, "table", league) == table
    assert document(capsys, "table", league, "--run", 1) == standings
    after = document(capsys, "games", league)
    assert [(game["voided"] or {}).get("why") for game in after].count("frozen") == 2
    assert [game["replayed"] for game in after if game["voided"]] == [2, 2]
    again = [game for game in after if game["attempt"] == 2]
    assert [Path(game["log"]).name for game in again] == ["run-0001-pair-0001-a-2.bin", "run-0001-pair-0002-b-2.bin"]
    first = {(game["pairing"], game["game"]): game for game in games}
    assert without_times(again) == without_times([first[1, "a"], first[2, "b"]])
    assert replay(league) == 0
    assert capsys.readouterr().err == "no void games to play again\n"


def test_a_whole_run_is_void_once(league: Path, capsys: Captured) -> None:
    assert void("1-3a", league) == 0
    assert void(1, league) == 0
    assert "11 games void" in capsys.readouterr().out
    assert void(1, league) == 2
    assert capsys.readouterr().err == "error: run 1 has no game that counts\n"
    assert document(capsys, "table", league)["rows"] == []
    assert replay(league, "--run", 1) == 0
    assert document(capsys, "table", league)["games"] == 12


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["1-1a", "1-1a-2"], "this league has no game 1-1a-2"),
        (["1-99a"], "this league has no game 1-99a"),
        (["7"], "no run 7 in this league"),
        (["9" * 30], f"no run {'9' * 30} in this league"),
        (["x", "1-1a"], "'x' names no run and no game: use a number, or a name such as 12-3a"),
        ([], "name a run or a game, such as 12 or 12-3a"),
    ],
)
def test_what_cannot_be_void_is_refused_and_nothing_is(
    league: Path, capsys: Captured, asked: list[str], words: str
) -> None:
    assert void(*asked, league) == 2
    assert capsys.readouterr().err == f"error: {words}\n"
    assert document(capsys, "table", league)["games"] == 12


def test_a_game_is_void_once_until_it_is_played_again(league: Path, capsys: Captured) -> None:
    assert void("1-1a", league) == 0
    assert void("1-1a", league) == 2
    assert capsys.readouterr().err == "error: 1-1a is void already\n"
    assert replay(league) == 0
    assert void("1-1a-1", league) == 2
    assert void("1-1a", league) == 0
    assert replay(league) == 0
    assert max(game["attempt"] for game in document(capsys, "games", league)) == 3


@pytest.mark.parametrize("why", ["", "\n \u2028", "x" * 501])
def test_a_reason_is_one_line(league: Path, capsys: Captured, why: str) -> None:
    assert void("1-1a", league, why=why) == 2
    assert capsys.readouterr().err == "error: --why must be a text of 1 to 500 characters\n"


def test_without_a_login_name_somebody_must_be_named(
    league: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(KeyError("uid")))
    assert main(["void", "1-1a", str(league), "--why", "frozen"]) == 2
    assert "--who NAME" in capsys.readouterr().err
    monkeypatch.setattr("getpass.getuser", lambda: "host")
    assert main(["void", "1-1a", str(league), "--why", "frozen"]) == 0
    assert document(capsys, "games", league, "--how", "void")[0]["voided"]["who"] == "host"


def test_the_trail_is_in_the_lists_and_on_the_page(league: Path, capsys: Captured, tmp_path: Path) -> None:
    assert void("1-1a", league, why="<b>frozen</b>") == 0
    assert replay(league) == 0
    capsys.readouterr()
    assert main(["games", str(league), "--how", "void"]) == 0
    told = capsys.readouterr().out
    assert "run 1 pair 1a: " in told
    assert "declared void by ann on 20" in told
    assert "<b>frozen</b>; played again as attempt 2  " in told
    page = tmp_path / "page.html"
    assert main(["table", str(league), "--html", str(page)]) == 0
    assert "&lt;b&gt;frozen&lt;/b&gt;; played again as attempt 2" in page.read_text()


def test_a_void_game_of_a_run_with_other_rules_is_not_played_again(
    league: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert void("1-1a", league) == 0
    monkeypatch.setattr("league.tournament.replays.rules_hash", lambda *_: "other")
    assert replay(league) == 0
    assert "left out: 1 void game of run 1, which has other rules\n" in capsys.readouterr().err


def test_a_replay_in_another_guest_is_recorded_with_a_warning(
    league: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert void("1-1a", league) == 0
    monkeypatch.setattr("sandbox.build.facts", lambda: {"sha256": "b" * 64})
    assert replay(league) == 0
    assert "warning: run 1 was played in guest aaaaaaaa, replays in bbbbbbbb\n" in capsys.readouterr().err
    assert document(capsys, "runs", league)[0]["guests"] == ["a" * 64, "b" * 64]


def test_the_versions_of_then_play_again(league: Path, capsys: Captured) -> None:
    before = document(capsys, "games", league)
    for bot in league.glob("*.py"):
        bot.write_text("changed")
    assert void("1-1a", league) == 0
    assert replay(league) == 0
    again = document(capsys, "games", league)[-1]
    assert again["seats"] == next(g for g in before if (g["pairing"], g["game"]) == (1, "a"))["seats"]


def test_a_match_given_up_again_is_void_again(league: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert void("1-1a", league) == 0

    def broken(jobs: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("league.commands.playing.replay_voids.play_batch", broken)
    assert replay(league) == 0
    assert "void: " in capsys.readouterr().err
    monkeypatch.setattr("league.commands.playing.replay_voids.play_batch", acting.play)
    assert replay(league) == 0
    found = [(g["attempt"], g["how"] == "void", bool(g["voided"])) for g in document(capsys, "games", league)[-3:]]
    assert found[-2:] == [(2, True, False), (3, False, False)]


def test_a_replay_that_is_stopped_goes_on(league: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    signals = [signal.SIGINT]  # once: the second would interrupt at once

    def interrupted(jobs: Sequence[Job]) -> list[MatchOutcome]:
        if signals:
            os.kill(os.getpid(), signals.pop())
            time.sleep(0.2)
        return acting.play(jobs)

    assert void(1, league) == 0
    monkeypatch.setattr("league.commands.playing.replay_voids.play_batch", interrupted)
    assert replay(league) == 130
    told = capsys.readouterr().err.splitlines()[-1]
    recorded = sum(game["attempt"] == 2 for game in document(capsys, "games", league))
    assert recorded < 12
    again = f"league replay-voids {league} --workers 1"
    assert told == f"stopped with {recorded} of 12 games recorded; play the rest with: {again}"
    monkeypatch.setattr("league.commands.playing.replay_voids.play_batch", acting.play)
    assert replay(league) == 0
    found = document(capsys, "games", league)
    assert sorted(game["attempt"] for game in found) == [1] * 12 + [2] * 12


def test_beside_a_run_games_are_void_but_not_played_again(league: Path, capsys: Captured) -> None:
    with writing(default_path(league)):
        assert void("1-1a", league) == 0
        assert replay(league) == 2
    assert capsys.readouterr().err.splitlines()[0].endswith(f"another league run is using it (process {os.getpid()})")


def test_a_bot_is_reinstated_once_with_a_trail(bots: Path, acted: Acted, capsys: Captured) -> None:
    (bots / "quits.py").write_text("")
    assert acted(GUEST, bots, "--format", "round-robin", "--seed", 7) == 0
    assert acted(GUEST, bots, "--format", "round-robin", "--seed", 7) == 0
    assert "left out: quits.py" in capsys.readouterr().err
    reinstate = ["reinstate", "quits", str(bots), "--why", "frozen", "--who", "ann"]
    assert main(reinstate) == 0
    assert capsys.readouterr().out.startswith("quits v1 plays again on: duel, rules ")
    assert main(reinstate) == 2
    assert "quits v1 is not excluded" in capsys.readouterr().err
    shown = document(capsys, "show", "quits", bots)
    assert [(told["version"], told["why"], told["who"]) for told in shown["reinstatements"]] == [(1, "frozen", "ann")]
    assert shown["row"]["out"] is None
    assert main(["show", "quits", str(bots)]) == 0
    assert "  v1 reinstated by ann on 20" in capsys.readouterr().out
    assert acted(GUEST, bots, "--format", "round-robin", "--seed", 7) == 0
    assert "left out" not in capsys.readouterr().err
    assert main(reinstate) == 0  # it forfeited three more
    assert void("1-1a", "1-1b", bots) == 0
    found = document(capsys, "audit", bots)["corrections"]
    assert sorted((told["what"], told["who"], told["why"]) for told in found) == [
        ("declared 2 games of run 1 void", "ann", "frozen"),
        ("reinstated quits v1", "ann", "frozen"),
        ("reinstated quits v1", "ann", "frozen"),
    ]
    assert main(["audit", str(bots)]) == 0
    assert "ann declared 2 games of run 1 void: frozen" in capsys.readouterr().out


@pytest.mark.parametrize(("broken", "told"), [("raise", True), ("idle", False)])
def test_a_run_with_many_void_games_says_so(
    bots: Path, acted: Acted, capsys: Captured, broken: str, told: bool
) -> None:
    (bots / f"{broken}.py").write_text("")
    assert acted(GUEST, bots, "--format", "round-robin", "--seed", 7) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning: 8 of 20 games")]
    assert lines == told * [
        "warning: 8 of 20 games of run 1 are void, most often: ValueError: a match went wrong;"
        " `league replay-voids` plays them again"
    ]


def test_more_workers_than_granted_are_warned_of(
    bots: Path, acted: Acted, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("league.workers.executor.granted", lambda: Grant(4, quota=0.5))
    assert acted(GUEST, bots, "--games", 2) == 0
    assert "--workers" not in capsys.readouterr().err
    assert main(["run", str(bots), "--games", "2", "--workers", "2"]) == 0
    assert "warning: --workers 2 is more than the 1 that this process is granted: a CPU quota of 0.5\n" in (
        capsys.readouterr().err
    )
