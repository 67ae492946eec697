"""A league of four bots with results and empty logs; one has a name that no roster admits."""

from __future__ import annotations

from pathlib import Path

from league.bots.roster import Entry
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from league.storage.store import Store

HOSTILE = "<script>alert(1)</script>"
NAMES = ("ann", "bob", "cid", HOSTILE)


def fill(store: Store) -> None:
    store.sync([Entry(name, Path("x"), (("main.py", name),), name) for name in NAMES])
    store.connection.execute("UPDATE bots SET owner = ? WHERE name = 'ann'", ('"><img src=http://example.com/x.png>',))
    pairs = [(a, b) for a in range(1, 5) for b in range(1, a)] * 4
    run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", 1, [1, 2, 3, 4], len(pairs)).id
    logs = store.path.parent / "logs"
    logs.mkdir()
    for number, (a, b) in enumerate(pairs, 1):
        store.add_round(run, [Pairing(number, number, "open", 1, (a, b))])
        for seating, ranks in (("a", (1, 2)), ("b", (1, 1) if number % 5 == 0 else (2, 1))):
            log = logs / f"run-0001-pair-{number:04}-{seating}.bin"
            log.write_bytes(b"")
            seats = (SeatResult(a, ranks[0], 3.0, 1.0, 0.0), SeatResult(b, ranks[1], 1.0, 1.0, 0.0))
            how = ("time", "elimination", "beacon")[number % 3]
            store.record([GameRecord(run, number, seating, how, 900, "d", store.relative(log), None, seats)])
