"""Checks of a league's folder: its store, bots, logs, locks, and the disk and clock under it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from league.bots.roster import read_folder
from league.cli.checks import Finding
from league.cli.errors import LeagueError
from league.cli.wording import NAMED, counted, others
from league.logs.files import LogFinder
from league.storage.locks import sole_writer
from league.storage.sqlite.damage import find_damage
from league.storage.sqlite.schema import VERSION, OldStore, connect
from sandbox.clean import clean_text

FREE = 1 << 30  # bytes of the disk below which it is nearly full: a run of tens of thousands of games
SLACK = 300  # s by which a clock may be behind the last game


def check_league(folder: Path, store: Path) -> Iterator[Finding]:
    """Yield what is found in a league's folder. Raises LeagueError if it is none or cannot be listed."""
    entries = read_folder(folder)
    bad = [entry for entry in entries if entry.problem]
    for entry in bad[:NAMED]:
        yield Finding("bot", f"{entry.name}: {entry.problem}", entry.fix or "correct it, or take it away")
    if len(bad) > NAMED:
        yield Finding("bot", f"{others(len(bad) - NAMED)} that cannot be read", "`league run --json` lists them all")
    yield Finding("bots", f"{len(entries) - len(bad)} that can play")
    free = shutil.disk_usage(folder).free
    yield Finding("disk", f"{free / 1e9:.1f} GB free", "make room, or use --keep-logs" if free < FREE else None)
    if not store.exists():
        yield Finding("store", "no league has been run here")
        return
    yield from _lock(store)
    try:
        with closing(connect(store, create=False)) as connection:
            problem = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            problem = find_damage(connection) if problem == "ok" else problem
            if problem:
                yield _damaged(problem)
                return
            games, last = connection.execute("SELECT count(*), coalesce(max(at), 0) FROM games").fetchone()
            yield Finding("store", f"version {VERSION}, {counted(games, 'game')}, quick_check ok")
            yield _clock(last)
            rows = connection.execute("SELECT log FROM games WHERE log NOTNULL")
            logs = [log for (log,) in rows]
            yield _logs(store, logs)
    except OldStore as old:
        yield Finding("store", clean_text(str(old), 300), "make a backup; the next `league run` migrates it")
    except LeagueError as error:
        yield _damaged(clean_text(str(error), 300))
    except Exception as error:  # a damaged store may raise anything
        yield _damaged(clean_text(str(error), 300))


def _damaged(problem: str) -> Finding:
    return Finding(
        "store", problem, "restore a backup with `league restore`; `sqlite3 FILE .recover` saves what it can"
    )


def _lock(store: Path) -> Iterator[Finding]:
    """Yield who writes to the store, which is no trouble."""
    if not store.with_name(store.name + ".lock").exists():
        return
    try:
        with sole_writer(store):
            yield Finding("lock", "free")
    except LeagueError as error:
        yield Finding("lock", clean_text(str(error), 300))


def _clock(last: int) -> Finding:
    now = time.time()
    if now < last - SLACK:
        when = f"the last game was recorded at {datetime.fromtimestamp(last, UTC):%Y-%m-%d %H:%M} UTC, after now"
        return Finding("clock", when, "set the clock of this machine, for example with NTP")
    return Finding("clock", f"{datetime.fromtimestamp(now, UTC):%Y-%m-%d %H:%M} UTC")


def _logs(store: Path, logs: list[str]) -> Finding:
    finder = LogFinder()
    missing = [log for log in logs if not finder.exists(store.parent / log)]
    if missing:
        shown = clean_text(", ".join(missing[:3]), 200)
        fix = "restore them from a backup; if --keep-logs deleted them, nothing is wrong"
        return Finding("logs", f"{len(missing)} of {len(logs)} are missing, such as {shown}", fix)
    return Finding("logs", f"{len(logs)}, all there")
