"""Runs killed with -9 at random moments give the same results as if never killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from small import ROOT

from league.ladder.table import Ladder, ladder
from league.storage.opening import default_path, reading
from league.storage.queries.history import PlayedGame, find_games
from league.storage.sqlite.schema import NoStore

ACTED = Path(__file__).parents[1] / "helpers" / "acted_league.py"
KILLS = 20


class Acted:
    """Runs the command in separate processes."""

    def __init__(self) -> None:
        command = [sys.executable, str(ACTED)]
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def run(self, *arguments: object, kill_after: float | None = None) -> int:
        """Return the exit code; the process is killed after `kill_after` seconds."""
        assert self.server.stdin
        assert self.server.stdout
        print(json.dumps([*map(str, arguments)]), file=self.server.stdin, flush=True)
        child = int(self.server.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        return int(self.server.stdout.readline())


@pytest.fixture
def acted() -> Iterator[Acted]:
    acted = Acted()
    yield acted
    acted.server.communicate()


def outcome(folder: Path) -> tuple[Ladder, list[PlayedGame]]:
    """Return the ladder, and the games in the order of their pairings."""
    with reading(default_path(folder)) as store:
        games = [replace(game, log=Path(str(game.log)).name, at=0) for game in find_games(store)]
        return ladder(store, "duel"), sorted(games, key=lambda game: (game.run, game.pairing, game.game))


@pytest.mark.parametrize("format", ["round-robin", "ladder"])
def test_kill_9_at_20_random_moments_changes_nothing(tmp_path: Path, acted: Acted, format: str) -> None:
    chance = random.Random(format)
    folders = [tmp_path / "whole", tmp_path / "killed"]
    for folder in folders:
        folder.mkdir()
        for number in range(10):
            (folder / f"bot-{number}.py").write_text(str(number))
    asked = ("--format", format, "--games", 500, "--seed", 7, "--workers", 2)
    assert acted.run("run", folders[0], *asked) == 0
    whole = outcome(folders[0])
    assert len(whole[1]) == 500
    moments = []
    for _ in range(KILLS):
        assert acted.run("run", folders[1], *asked, kill_after=chance.uniform(0.0, 0.2)) == -signal.SIGKILL
        with suppress(NoStore), reading(default_path(folders[1])) as store:  # killed before it made one
            moments.append(len(list(find_games(store))))
    assert acted.run("run", folders[1], *asked) == 0
    assert moments == sorted(moments)
    assert outcome(folders[1]) == whole
