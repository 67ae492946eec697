"""A run with ten volunteers over TLS, of whom two lie, one is slow and one dies."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from engine.log import LogWriter, read_log
from league.__main__ import main
from league.cli.errors import LeagueError
from league.commands.playing.work import trusting
from league.logs.files import read_log_bytes, read_sidecar_bytes
from league.match.batch import Job, about, play_batch
from league.match.manager import MatchOutcome, MatchSession, play
from league.storage.opening import default_path, reading
from league.storage.queries.history import PlayedGame, find_games
from league.storage.queries.volunteers import expulsions
from league.volunteers import client, coordinator, leases
from league.volunteers.client import Volunteer
from league.volunteers.tokens import add_volunteer
from sandbox.program import Program
from sandbox.runtime.guest import Guest

ASKED = ["--format", "round-robin", "--rounds", "2", "--seed", "7", "--ticks", "60", "--workers", "1"]
IDLE = (("main.py", "def tick(ship):\n    pass\n"),)
Play = Callable[[Sequence[Job]], list[MatchOutcome]]
_playing = threading.Lock()  # the volunteers of this test share a process


def honest(jobs: Sequence[Job]) -> list[MatchOutcome]:
    with _playing:
        return play_batch(jobs)


def other_result(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play, and then say that the other bot won."""
    lies = []
    for outcome in honest(jobs):
        log, data = read_log(outcome.log), bytearray()
        writer = LogWriter(data.extend, log.header, log.inputs.shape[1])
        writer.block(log.inputs, log.digests)
        result = dict(outcome.result, ranks=outcome.result["ranks"][::-1], winner=0)
        writer.close({"result": result})
        lies.append(replace(outcome, log=bytes(data)))
    return lies


def other_bots(jobs: Sequence[Job]) -> list[MatchOutcome]:
    """Play with a bot that does nothing in the first seat, under the name and identity of the real one."""
    guest = Guest.load()
    with _playing:
        return [lie for job in jobs for lie in play([_with_idle(job, guest)])]


def _with_idle(job: Job, guest: Guest) -> MatchSession:
    agents = [
        Program(guest, seat.name, seat.files if side else IDLE, job.setup.bot_seed(side), job.limits, places=True)
        for side, seat in enumerate(job.seats)
    ]
    return MatchSession(job.setup, job.seats, agents, about(guest, job.limits))


class Dying(Volunteer):
    """Ends without returning its lease."""

    async def _send(self, lease: str, what: str, data: bytes) -> bytes:
        return b"{}"


@pytest.fixture
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Volunteers that do not wait long for a coordinator."""
    monkeypatch.setattr(client, "FIRST", 0.1)
    monkeypatch.setattr(client, "LONGEST", 0.3)
    monkeypatch.setattr(leases, "SLOW", 1)


def counting(folder: Path) -> Iterator[PlayedGame]:
    """Yield the games that count."""
    if not default_path(folder).exists():
        return
    with reading(default_path(folder)) as store:
        yield from (game for game in find_games(store) if not game.is_void)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, a minute at most."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)


def contents(folder: Path) -> dict[tuple[int, str], tuple[bytes, bytes, str, object]]:
    """Return what the games that count came to."""
    found = {}
    for game in counting(folder):
        log = Path(str(game.log))
        found[game.pairing, game.game] = (
            read_log_bytes(log),
            read_sidecar_bytes(log),
            game.how,
            [(seat.bot, seat.rank, seat.points) for seat in game.seats],
        )
    return found


@pytest.mark.usefixtures("lively")
def test_a_run_with_volunteers_who_lie_idle_or_die_ends_as_a_local_one(
    bots: Path,
    tmp_path: Path,
    certificate: tuple[Path, Path],
    port: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roll = tmp_path / "volunteers.toml"
    stop, dead, checking, taken, held = (threading.Event() for _ in range(5))
    lies: list[int] = []
    turns = itertools.count()

    def sly(jobs: Sequence[Job]) -> list[MatchOutcome]:
        """Lie about what a bot answers: once unchecked, and once that is recorded, again."""
        lies.append(len(jobs))
        if len(lies) > 1:
            checking.wait(30)
        return other_bots(jobs)

    def patient(jobs: Sequence[Job]) -> list[MatchOutcome]:
        """Leave something to the slow one, once there is a measure of what is slow."""
        if next(turns) > 0:
            held.wait(30)
        return honest(jobs)

    def slow(jobs: Sequence[Job]) -> list[MatchOutcome]:
        held.set()
        stop.wait(60)
        return honest(jobs)

    def dying(jobs: Sequence[Job]) -> list[MatchOutcome]:
        taken.set()
        stop.wait(60)
        return honest(jobs)

    plays: dict[str, Play] = {"sly": sly, "liar": other_result, "dying": dying, "slow": slow}
    plays |= {f"honest{number}": patient for number in range(6)}
    tokens = {name: add_volunteer(roll, name) for name in plays}
    problems: dict[str, str] = {}

    def volunteer(name: str) -> None:
        kind, workers = Dying if name == "dying" else Volunteer, 2 if name == "sly" else 1
        url, tls, play = f"https://localhost:{port}", trusting(certificate[0]), plays[name]
        one = kind(url, tokens[name], workers, tls, lambda _: None, play=play, executor=lambda: ThreadPoolExecutor(1))
        try:
            one.run(dead if name == "dying" else stop)
        except LeagueError as error:
            problems[name] = str(error)

    threads = {name: threading.Thread(target=volunteer, args=(name,), name=name, daemon=True) for name in plays}

    def direct() -> None:
        """Let the volunteers come, those that are honest last, when the others have done what they do."""
        threads["sly"].start()
        until(lambda: len(lies) > 1 and any(game.volunteer == "sly" for game in counting(bots)))
        checking.set()
        threads["sly"].join(30)
        threads["liar"].start()
        threads["liar"].join(30)
        threads["dying"].start()
        taken.wait(30)
        dead.set()
        for number in range(6):
            threads[f"honest{number}"].start()
        until(lambda: any(str(game.volunteer).startswith("honest") for game in counting(bots)))
        threads["slow"].start()

    director = threading.Thread(target=direct, daemon=True)
    director.start()
    monkeypatch.setattr(coordinator, "spot_checks", lambda rate: checking.is_set)
    chain, key = map(str, certificate)
    tls = ["--tls-cert", chain, "--tls-key", key, "--port", str(port), "--volunteers", str(roll), "--lease", "1"]
    try:
        assert main(["serve", str(bots), *ASKED, *tls]) == 0
    finally:
        stop.set()
        director.join(5)
        for thread in threads.values():
            if thread.ident is not None:
                thread.join(5)
    assert taken.is_set() and held.is_set()
    told = capsys.readouterr().err
    assert "volunteer sly is expelled" in told
    assert "the bots act otherwise at tick" in told
    assert "volunteer liar is expelled" in told
    assert problems.keys() == {"sly", "liar"}
    assert all("this token is refused" in problem for problem in problems.values())
    with reading(default_path(bots)) as store:
        games = list(find_games(store))
        assert {one.volunteer for one in expulsions(store)} == {"sly", "liar"}
        assert all(game.is_void for game in games if game.volunteer in ("sly", "liar"))
        false = [game for game in games if game.volunteer == "sly"]
        assert false
        assert all("volunteer sly was expelled" in game.trail and game.replayed == 2 for game in false)
        run = store.last_run()
        assert run
        assert run.finished

    local = tmp_path / "local"
    local.mkdir()
    for path in bots.glob("*.py"):
        (local / path.name).write_bytes(path.read_bytes())
    assert main(["run", str(local), *ASKED]) == 0
    assert len(contents(local)) == 24
    assert contents(bots) == contents(local)
