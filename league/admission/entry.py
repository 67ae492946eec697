"""Admission of submissions to a league, and withdrawal of bots.

The file written to the folder is built from the files that were checked, not from the bytes submitted. The store is
updated before the folder: if the process dies in between, nobody was answered, and submitting again repairs it.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from league.admission.owners import (
    UNLIMITED,
    SubmissionLimits,
    check_bot_count,
    check_name,
    check_owner,
    check_quota,
    check_rate,
)
from league.admission.submissions import PlaySmoke, Problem, Submission, read_bytes, smoke
from league.bots.archives import write_zip
from league.bots.roster import Entry, paths_in, stem_of
from league.cli.errors import LeagueError, RefusalCode, Refused, explain
from league.match.files import stage, sync_folder
from league.storage.locks import admission_lock
from league.storage.opening import default_path, joining
from league.storage.queries.bots import deactivate, queue_position
from league.storage.queries.results import is_out_everywhere
from league.storage.queries.submissions import RefusalRow, add_refusal, add_submission, latest_times, set_version
from league.storage.store import Store
from sandbox.clean import clean_text
from sandbox.identity import Files, module_of
from systems.modes import MODES, mode_of
from systems.results import MatchResult
from systems.setup import Setup


@dataclass(frozen=True)
class AdmittedBot:
    """An admitted bot.

    Attributes:
        version: from 1 for each bot; the store keeps the files of every version.
        new: whether the bot has not had this content before.
        sha256: the identity.
        load_fuel, tick_fuel_max, tick_fuel_limit: fuel of loading it, maximum fuel of a tick in the smoke match, and
            the limit of a tick.
        smoke: result of the smoke match, in which it played both seats, in the shape of `botkit run --json`.
        place: position among the versions waiting for their first game, from 1; 0 if it has played.
        path: its file in the league's folder.
    """

    name: str
    version: int
    new: bool
    owner: str
    sha256: str
    load_fuel: int
    tick_fuel_max: int | None
    tick_fuel_limit: int
    smoke: MatchResult
    place: int
    path: str
    ok: bool = True

    def as_dict(self) -> dict[str, object]:
        """Return the card as a dict for JSON, in the shape of `league submit --json`."""
        return asdict(self)


@dataclass(frozen=True)
class Refusal:
    """A refused submission, and why: code, line, message and fix of one problem or more."""

    name: str
    owner: str
    problems: tuple[Problem, ...]
    ok: bool = False

    def as_dict(self) -> dict[str, object]:
        """Return the refusal as a dict for JSON, in the shape of `league submit --json`."""
        return asdict(self)


def enter(
    bot: Submission,
    owner: str,
    folder: Path,
    terms: SubmissionLimits = UNLIMITED,
    store_at: Path | None = None,
    play: PlaySmoke | None = None,
) -> AdmittedBot | Refusal:
    """Admit a bot to a league's folder if it passes all checks; a run in progress continues without it.

    Args:
        bot: as returned by `read_path` or `read_bytes`.
        owner: id of the person to whom the bot's name belongs from now on, or already does.
        terms: limits on what one person may submit.
        store_at: the league's store, if it is not the folder's own.
        play: plays its smoke match; by default in this process.

    Raises:
        LeagueError: invalid owner id or folder, the store or folder cannot be written to, or there is no guest.
    """
    check_owner(owner)
    paths_in(folder)
    path = store_at or default_path(folder)
    if bot.problems and not path.exists():  # a refused submission does not create a league
        return Refusal(bot.name, owner, bot.problems)
    try:
        with _explained(folder), joining(path) as store:
            found = _Admission(store, owner, folder, terms, play).enter(bot)
    except Refused as refused:
        problem = Problem(refused.code, None, clean_text(str(refused), 300), refused.fix)
        found = Refusal(bot.name, owner, (problem,))
    if isinstance(found, Refusal) and found.problems[0].code != RefusalCode.OFTEN:  # those would have no limit
        record_refusal(found, bot.sha256 or bot.sent_sha256, folder, path)
    return found


def record_refusal(refusal: Refusal, sha256: str, folder: Path, store_at: Path | None = None) -> None:
    """Append a refusal to the audit trail of a league, if there is one. Raises LeagueError."""
    path = store_at or default_path(folder)
    if not path.exists():
        return
    row = RefusalRow(refusal.owner, refusal.name, sha256, str(refusal.problems[0].code), int(time.time()))
    with _explained(folder), joining(path) as store, store.transaction():
        add_refusal(store, row)


def withdraw(name: str, owner: str, folder: Path, store_at: Path | None = None) -> None:
    """Remove a bot from a league's folder; its name, versions and games remain in the store.

    Args:
        store_at: the league's store, if it is not the folder's own.

    Raises:
        LeagueError: the owner has no such bot in the league, or its file cannot be removed.
    """
    check_owner(owner)
    path = store_at or default_path(folder)
    if not path.exists():
        raise LeagueError(f"{clean_text(str(path), 200)}: no league has been run here")
    with _explained(folder), joining(path) as store, admission_lock(path):
        with store.transaction():
            known = deactivate(store, name, owner)
        if not known or not _remove(name, folder):
            raise LeagueError(f"{clean_text(name, 40)}: {owner} has no such bot in this league")
        sync_folder(folder)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn errors of the disk and the store into LeagueError."""
    try:
        yield
    except sqlite3.Error as error:
        raise LeagueError(explain(error)) from None
    except OSError as error:
        raise LeagueError(f"{clean_text(str(error.filename or folder), 200)}: {error.strerror}") from None


@dataclass
class _Admission:
    """The admission of a bot by its owner; the methods raise Refused, OSError and sqlite3.Error."""

    store: Store
    owner: str
    folder: Path
    terms: SubmissionLimits
    play: PlaySmoke | None

    def enter(self, bot: Submission) -> AdmittedBot | Refusal:
        number = self._announced(bot)
        if not bot.problems:
            self._check(bot)
            bot = smoke(bot, self._setup(), self.play)
        if bot.problems:
            return Refusal(bot.name, self.owner, bot.problems)
        suffix, data = _packed(bot)
        with admission_lock(self.store.path):
            return self._admit(bot, number, self.folder / f"{bot.name}{suffix}", data)

    def _setup(self) -> Setup | None:
        """Return the setup of a smoke match that is like one of the league's last run, if there is a run."""
        row = self.store.last_run()
        if row is None:
            return None
        options = row.parsed_options()
        sizes = [len(pairing.players) for pairing in next(self.store.rounds(row.id), [])]
        try:
            setup = Setup(
                row.mode,
                secrets.randbits(63),
                secrets.choice(options["arenas"]),
                sides=secrets.choice(sizes or [MODES[row.mode].sides[0]]),
                ships=options["ships"],
                max_ticks=options["ticks"],
            )
            mode_of(setup)
        except (LookupError, TypeError, ValueError):  # of another version of the game
            return None
        return setup

    def _announced(self, bot: Submission) -> int:
        """Record that a submission arrived; return its id."""
        now = int(time.time())
        with self.store.transaction():
            check_rate(partial(latest_times, self.store, self.owner), self.terms, now)
            return add_submission(self.store, self.owner, bot.name, now)

    def _check(self, bot: Submission) -> None:
        """Raise Refused unless the owner may submit this bot now."""
        name = bot.name
        there = [stem_of(path) for path in paths_in(self.folder)]
        check_name(self.store, name, self.owner, there)
        check_bot_count(self.store, name, self.owner, self.terms, there)
        check_quota(self.store, self.owner, self.terms, bot.files)
        if (self.folder / name).is_dir():
            raise Refused(RefusalCode.TAKEN, f"{name} is a folder in the league", "its host must remove it first")

    def _admit(self, bot: Submission, number: int, target: Path, data: bytes) -> AdmittedBot:
        """Write the bot to the store, then to the folder."""
        entry = Entry(bot.name, target, bot.files, bot.sha256)
        temporary = stage(target, data)
        try:
            with self.store.transaction():
                self._check(bot)  # again, because other submissions may have been admitted meanwhile
                known = self.store.known_version(entry)
                if known and is_out_everywhere(self.store, known.id):
                    raise Refused(RefusalCode.OUT, "this version forfeited its last three games", "change it")
                version = self.store.put(entry, self.owner)
                set_version(self.store, number, version.id)
                place = queue_position(self.store, version.id)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
        _remove(bot.name, self.folder, but=target)
        sync_folder(self.folder)
        assert bot.result is not None, "admitted without a smoke match"
        return AdmittedBot(
            name=bot.name,
            version=version.number,
            new=known is None,
            owner=self.owner,
            sha256=bot.sha256,
            load_fuel=bot.load_fuel or 0,
            tick_fuel_max=bot.tick_fuel_max,
            tick_fuel_limit=bot.tick_fuel_limit,
            smoke=bot.result,
            place=place,
            path=str(target),
        )


def _packed(bot: Submission) -> tuple[str, bytes]:
    """Return the suffix and the bytes of the file for a bot; raise Refused if they would not read back the same."""
    suffix, data = _packed_files(bot.files)
    if read_bytes(bot.name + suffix, data).files != bot.files:
        raise Refused(RefusalCode.ENCODING, "a file begins with two byte order marks", "save it as plain UTF-8")
    return suffix, data


def _packed_files(files: Files) -> tuple[str, bytes]:
    module = module_of(files)
    if module is not None:
        return ".wasm", module
    if len(files) == 1:
        return ".py", str(files[0][1]).encode()
    return ".zip", write_zip(files)


def _remove(name: str, folder: Path, but: Path | None = None) -> int:
    """Remove a bot's files, whatever the case of their names and their kind; return their number."""
    removed = 0
    for path in paths_in(folder):
        if stem_of(path).casefold() == name.casefold() and not path.is_dir():
            with suppress(FileNotFoundError):
                if but is None or not path.samefile(but):
                    path.unlink()
                    removed += 1
    return removed
