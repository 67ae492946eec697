from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import acting
import pytest

from league.__main__ import main
from league.bots.roster import Entry
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from sandbox import build


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league in which ann beat bob twice, once in her old version, and a third game was void."""
    with writing(default_path(tmp_path)) as store:

        def enter(text: str) -> tuple[int, int]:
            entries = [Entry(name, Path(name), (("main.py", text),), name + text) for name in ("ann",)]
            entries.append(Entry("bob", Path("bob"), (("main.py", "b"),), "bob"))
            ann, bob = store.sync(entries)
            return ann.id, bob.id

        for number, players in enumerate((enter("old"), enter("new"), enter("new")), 1):
            run = store.begin_run("..", "round-robin", "duel", "{}", "r", "g", None, players, 1).id
            store.add_round(run, [Pairing(1, 1, "open", 5, players)])
            how, log = ("void", None) if number == 3 else ("time", f"logs/{number}.bin")
            seats = tuple(SeatResult(p, rank, 1.0, 2.0, 3.0, 0) for rank, p in enumerate(players, 1))
            if how == "void":
                seats = tuple(SeatResult(p) for p in players)
            note = "passed its deadline" if how == "void" else None
            store.record([GameRecord(run, 1, "a", how, 60, "d", log, note, seats)])
        for path in store.logs():
            path.parent.mkdir(exist_ok=True)
            path.touch()
    return tmp_path


@pytest.fixture
def acted(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run `league run` in this process, with a guest of any name and simulated outcomes."""

    def run(guest: str, *arguments: object) -> int:
        monkeypatch.setattr("league.commands.playing.run.play_batch", acting.play)
        monkeypatch.setattr("league.admission.loading._Loader.load", acting.load)
        monkeypatch.setattr(build, "problem", lambda: None)
        monkeypatch.setattr(build, "facts", lambda: {"sha256": guest})
        return main(["run", *map(str, arguments), "--workers", "1"])

    return run
