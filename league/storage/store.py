"""The store of a league: bots and their versions, runs, pairings and games, as the coordinator writes them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from itertools import groupby
from pathlib import Path

from league.bots.roster import Entry
from league.storage.pairing import Pairing, run_secret
from league.storage.records import GameRecord, RunRecord, SeatResult, Version
from league.storage.sqlite.database import transaction
from sandbox.identity import MODULE, Files

STANDING_FORFEIT = (  # whether a seat's forfeit counts towards putting its version out
    "forfeited AND game > coalesce((SELECT max(basis) FROM reinstatements r WHERE r.version = seats.version), 0)"
)

RUNNING_SEASON = "FROM seasons WHERE id NOT IN (SELECT season FROM season_ends)"


class Store:
    """An open store, which writes bots, runs, pairings and games, and reads them back one by one.

    Aggregate queries are functions in the other modules of this package, grouped by what they return: bots, runs,
    submissions, history (single games), results (aggregates of games). Only this package contains SQL on a store.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def transaction(self) -> AbstractContextManager[None]:
        """Return a context manager that commits all enclosed changes, or none if an exception leaves the block."""
        return transaction(self.connection)

    # Bots

    def sync(self, entries: Iterable[Entry]) -> list[Version]:
        """Record the valid entries of a folder and mark all other bots as inactive; return the entries' versions.

        Content that a bot has not had before becomes a new version of it; known content becomes current again.
        """
        versions = []
        with transaction(self.connection):
            self.connection.execute("UPDATE bots SET active = 0")
            for entry in entries:
                if entry.problem is None:
                    versions.append(self.put(entry))
        return versions

    def put(self, entry: Entry, owner: str | None = None) -> Version:
        """Make a valid entry its bot's current version, in the caller's transaction; known bots keep their owner."""
        self.connection.execute(  # the name's current spelling applies to earlier versions too
            "UPDATE versions SET bot = ?1 WHERE bot = ?1 AND bot COLLATE BINARY <> ?1", (entry.name,)
        )
        version = self._version_of(entry)
        self.connection.execute(
            "INSERT INTO bots VALUES (?, ?, ?, 1) ON CONFLICT (name)"
            " DO UPDATE SET name = excluded.name, version = excluded.version, active = 1",
            (entry.name, version.id, owner),
        )
        return version

    def _version_of(self, entry: Entry) -> Version:
        known = self.known_version(entry)
        if known:
            return known
        for path, content in entry.files:
            ((sha256, data),) = digests(((path, content),)).items()
            self.connection.execute("INSERT OR IGNORE INTO files VALUES (?, ?)", (sha256, data))
            self.connection.execute("INSERT OR IGNORE INTO programs VALUES (?, ?, ?)", (entry.identity, path, sha256))
        (number,) = self.connection.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM versions WHERE bot = ?", (entry.name,)
        ).fetchone()
        row = self.connection.execute(
            "INSERT INTO versions (bot, number, identity, follows)"
            " VALUES (?1, ?2, ?3, (SELECT version FROM bots WHERE name = ?1)) RETURNING id",
            (entry.name, number, entry.identity),
        ).fetchone()
        return Version(row[0], entry.name, number, entry.identity)

    def known_version(self, entry: Entry) -> Version | None:
        """Return the version with an entry's bot and content, or None."""
        return self._one_version("bot = ? AND identity = ?", entry.name, entry.identity)

    def current(self, bot: str) -> Version | None:
        """Return the current version of a bot, spelled as it is now, or None; `bot` is case-insensitive."""
        if any("\ud800" <= sign <= "\udfff" for sign in bot):  # a lone surrogate, which SQLite refuses
            return None
        row = self.connection.execute(
            "SELECT id, name, number, identity FROM bots JOIN versions ON id = version WHERE name = ?", (bot,)
        ).fetchone()
        return Version(*row) if row else None

    def version(self, number: int) -> Version:
        """Return the version with an id; raise KeyError if there is none."""
        found = self._one_version("id = ?", number)
        if found is None:
            raise KeyError(number)
        return found

    def _one_version(self, where: str, *values: object) -> Version | None:
        row = self.connection.execute(
            f"SELECT id, bot, number, identity FROM versions WHERE {where}", values
        ).fetchone()
        return Version(*row) if row else None

    def program(self, identity: str) -> Files | None:
        """Return the files of an identity, sorted by path, or None if no version has it."""
        rows = self.connection.execute(
            "SELECT path, text FROM programs JOIN files ON file = sha256 WHERE identity = ? ORDER BY path", (identity,)
        ).fetchall()
        return tuple((path, bytes(data) if path == MODULE else bytes(data).decode()) for path, data in rows) or None

    # Runs

    def begin_run(
        self,
        folder: str,
        format: str,
        mode: str,
        options: str,
        rules: str,
        guest: str,
        seed: int | str | None,
        players: Sequence[int],
        pairings: int,
        whole: int = 1,
    ) -> RunRecord:
        """Start a run between two or more players, without pairings yet.

        Args:
            guest: SHA-256 (hex) of the sandbox's guest.
            pairings: planned number; 0 if only time limits the run.
            whole: the run's start is rounded down to a multiple of this, counted in pairings of earlier runs.
        """
        secret = run_secret(seed)
        with transaction(self.connection):
            (repeat,) = self.connection.execute("SELECT count(*) FROM runs WHERE secret = ?", (secret,)).fetchone()
            (earlier,) = self.connection.execute(
                "SELECT count(*) FROM runs JOIN pairings ON run = id WHERE folder = ? AND format = ? AND mode = ?",
                (folder, format, mode),
            ).fetchone()
            start = earlier - earlier % whole
            (basis,) = self.connection.execute("SELECT coalesce(max(id), 0) FROM games").fetchone()
            row = self.connection.execute(f"SELECT id {RUNNING_SEASON}").fetchone()
            season: int | None = row[0] if row else None
            asked = (folder, format, mode, options, rules)
            lists = json.dumps([guest]), json.dumps(list(players))
            (number,) = self.connection.execute(
                "INSERT INTO runs (folder, format, mode, options, rules, guests, secret, repeat, start, players,"
                " pairings, basis, season) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (*asked, lists[0], secret, repeat, start, lists[1], pairings, basis, season),
            ).fetchone()
        of = (tuple(players), pairings, False, basis, season)
        return RunRecord(number, *asked, (guest,), secret, repeat, start, *of)

    def last_run(
        self,
        folder: str | None = None,
        format: str | None = None,
        mode: str | None = None,
        options: str | None = None,
        rules: str | None = None,
    ) -> RunRecord | None:
        """Return the newest run with the given properties, or None."""
        return self._one_run(
            "(?1 IS NULL OR folder = ?1) AND (?2 IS NULL OR format = ?2) AND (?3 IS NULL OR mode = ?3)"
            " AND (?4 IS NULL OR options = ?4) AND (?5 IS NULL OR rules = ?5) ORDER BY id DESC LIMIT 1",
            *(folder, format, mode, options, rules),
        )

    def run(self, number: int) -> RunRecord | None:
        """Return the run with a number, or None."""
        return self._one_run("id = ?", number)

    def _one_run(self, where: str, *values: object) -> RunRecord | None:
        names = [field.name for field in fields(RunRecord)]
        row = self.connection.execute(f"SELECT {', '.join(names)} FROM runs WHERE {where}", values).fetchone()
        if row is None:
            return None
        found = dict(zip(names, row, strict=True))
        lists = {name: tuple(json.loads(found[name])) for name in ("guests", "players")}
        return RunRecord(**{**found, **lists, "finished": bool(found["finished"])})

    def next_run(self) -> int:
        """Return the number that the next run will get."""
        row: tuple[int] = self.connection.execute("SELECT coalesce(max(id), 0) + 1 FROM runs").fetchone()
        return row[0]

    def record_guest(self, run: RunRecord, guest: str) -> None:
        """Record that the run's games from now on are played in this guest."""
        if run.guests[-1] != guest:
            with transaction(self.connection):
                guests = json.dumps([*run.guests, guest])
                self.connection.execute("UPDATE runs SET guests = ? WHERE id = ?", (guests, run.id))

    def finish_run(self, run: int) -> None:
        """Mark a run as finished: all of its games are recorded."""
        with transaction(self.connection):
            self.connection.execute("UPDATE runs SET finished = 1 WHERE id = ?", (run,))

    # Pairings and games

    def add_round(self, run: int, pairings: Iterable[Pairing]) -> None:
        """Store a round of pairings atomically."""
        with transaction(self.connection):
            self.connection.executemany(
                "INSERT INTO pairings VALUES (?, ?, ?, ?, ?, ?)",
                [(run, p.number, p.round, p.arena, p.seed, json.dumps(list(p.players))) for p in pairings],
            )

    def rounds(self, run: int) -> Iterator[list[Pairing]]:
        """Yield a run's stored rounds in order."""
        rows = self.connection.execute(
            "SELECT number, round, arena, seed, players FROM pairings WHERE run = ? ORDER BY number", (run,)
        )
        for _, pairings in groupby(rows, key=lambda row: row[1]):
            yield [Pairing(n, round, arena, seed, tuple(json.loads(p))) for n, round, arena, seed, p in pairings]

    def games(self, run: int) -> Iterator[GameRecord]:
        """Yield a run's recorded games, each by its last attempt, in the order of their pairings."""
        rows = self.connection.execute(
            "SELECT id, attempt, pairing, seating, how, ticks, digest, log, note,"
            f"   version, rank, points, hull, damage, faults, {STANDING_FORFEIT}"
            " FROM latest_games JOIN seats ON game = id WHERE run = ? ORDER BY pairing, seating, seat",
            (run,),
        )
        for facts, seats in groupby(rows, key=lambda row: row[:9]):
            _, attempt, pairing, seating, how, ticks, digest, log, note = facts
            results = tuple(
                SeatResult(v, rank, pt, hull, dmg, n, bool(out))
                for v, rank, pt, hull, dmg, n, out in (seat[9:] for seat in seats)
            )
            yield GameRecord(run, pairing, seating, how, ticks, digest, log, note, results, attempt)

    def record(self, games: Iterable[GameRecord]) -> None:
        """Append results, all or none.

        Raises:
            sqlite3.IntegrityError: one of the games is already recorded, and not as the previous attempt of a void one.
        """
        now = int(time.time())
        with transaction(self.connection):
            for game in games:
                (number,) = self.connection.execute(
                    "INSERT INTO games (run, pairing, seating, how, ticks, digest, log, note, attempt, at)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                    (*[getattr(game, name) for name in _GAME], now),
                ).fetchone()
                if game.volunteer is not None:
                    self.connection.execute("INSERT INTO volunteer_games VALUES (?, ?)", (number, game.volunteer))
                self.connection.executemany(
                    "INSERT INTO seats VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        (number, seat, s.version, s.rank, s.points, s.hull, s.damage, s.faults, s.forfeited)
                        for seat, s in enumerate(game.seats)
                    ],
                )

    def logs(self) -> Iterator[Path]:
        """Yield the path of each game's log, newest first, whether or not the file still exists."""
        for (log,) in self.connection.execute("SELECT log FROM games WHERE log NOTNULL ORDER BY id DESC"):
            yield self.absolute(log)

    # Paths

    def relative(self, path: Path) -> str:
        """Return a path as stored: relative below the store's folder, so that a league can be moved, else absolute."""
        path, base = path.absolute(), self.path.absolute().parent
        return path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)

    def absolute(self, log: str) -> Path:
        """Return the path of a log; the inverse of `relative`."""
        return self.path.parent / log


_GAME = ("run", "pairing", "seating", "how", "ticks", "digest", "log", "note", "attempt")


def digests(files: Files) -> dict[str, bytes]:
    """Map the SHA-256 (hex) of each file's content to the content."""
    contents = [content if isinstance(content, bytes) else content.encode() for _, content in files]
    return {hashlib.sha256(data).hexdigest(): data for data in contents}
