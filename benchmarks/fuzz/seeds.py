"""Make the seed inputs of the fuzzing targets from real outputs, only when a format changes.

python -m benchmarks.fuzz.seeds
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from wasmtime import wat2wasm

from benchmarks.fuzz.targets import CORPUS, SEAM
from league.bots.archives import write_zip
from league.bots.roster import Entry
from league.match.batch import Job, play_batch
from league.match.manager import MatchOutcome, Seat
from league.match.sidecar import unpack
from league.storage.opening import writing
from league.storage.pairing import Pairing
from league.storage.records import GameRecord, SeatResult
from systems.setup import Setup

_PAGE = 512  # bytes of a page of the store, SQLite's least
_TICKS = 40
_BOT = """def tick(ship):
    ship.thrust(0.5)
    ship.turn(0.25)
    ship.strafe(-0.75)
    ship.fire(1)
    print("tick", ship.tick)
    ship.draw.circle((0, 0), 50, "#ff0000")
    ship.plot("speed", 1.5)
"""
_MODULE = """(module
  (type (func (param i32) (result i32)))
  (memory (export "memory") 1 4)
  (table 2 funcref)
  (global (mut i32) (i32.const 8))
  (func (export "sc_alloc") (type 0) (local i32 i64) (i32.const 1024))
  (func (export "sc_start") (param i32 i32) (result i64) (i64.const 0))
  (func (export "sc_tick") (param i32 i32) (result i64) (i64.const 0x800000002))
  (elem (i32.const 0) 0)
  (data (i32.const 8) "{}"))"""
_SETTINGS = """guild = 123456789012345678  # the server
submissions = 123456789012345679
results = 123456789012345680
hosts = [123456789012345678]
folder = "bots"
token_file = "discord.token"
"""
_OBSERVATION = """{"tick":3,"points":[0.0,1.25],"beacon":{"x":0.0,"y":-0.0,"radius":120.0},"alive":[0,1],"ships":[
{"id":0,"x":-700.125,"vx":61.5,"heading":3.142,"cooling":12,"shield":false}],"contacts":{"ship":[[1,1,200.0,-0.5]],
"projectile":[],"asteroid":[[7,1.0,2.0]]}}"""
_MORE_SETTINGS = """mode = "fleet"
arenas = ["open", "belt"]
ships = 3
rounds = 4
every = 60
clip_bytes = 8_000_000
"""
_HOST_SETTINGS = """folder = "bots"
every = 30
site = "public"
[[ladder]]
mode = "duel"
arenas = ["open", "belt"]
[[ladder]]
name = "big-fleet"
mode = "fleet"
ships = 7
[cluster]
address = "tls://10.0.0.5:8786"
ca_file = "ca.pem"
cert_file = "league.pem"
key_file = "league.key"
[metrics]
port = 9188
"""


def main() -> None:
    """Write the corpus anew."""
    shutil.rmtree(CORPUS, ignore_errors=True)
    outcome = _outcome()
    for name, inputs in {
        "log": _logs(outcome.log),
        "sidecar": _sidecars(outcome.debug),
        "answer": _answers(outcome.debug),
        "zip": _zips(),
        "wasm": [bytes(wat2wasm(_MODULE))],
        "settings": [_SETTINGS.encode(), (_SETTINGS + _MORE_SETTINGS).encode(), _HOST_SETTINGS.encode()],
        "store": [_store()],
        "native": [_OBSERVATION.encode(), b'[0, -1.5, "a", "", true, false, null, [], {}, 123456789012345678]'],
    }.items():
        (CORPUS / name).mkdir(parents=True)
        for number, data in enumerate(inputs):
            (CORPUS / name / f"{number}").write_bytes(data)


def _outcome() -> MatchOutcome:
    seats = tuple(Seat(name, (("main.py", _BOT),)) for name in ("ann", "bob"))
    return play_batch([Job(0, Setup("duel", 7, max_ticks=_TICKS), seats)])[0]


def _logs(log: bytes) -> list[bytes]:
    """A log, and the contents of its chunks."""
    contents, at = [], struct.calcsize("<8sH")
    while at < len(log):
        size = struct.unpack_from("<I", log, at + 1)[0]
        contents.append(zlib.decompress(log[at + 5 : at + 5 + size]))
        at += 5 + size + 4
    return [log, SEAM.join(contents)]


def _sidecars(sidecar: bytes) -> list[bytes]:
    lines = [b"\n".join(json.dumps(line).encode() for line in seat[:5]) for seat in unpack(sidecar)]
    return [sidecar, SEAM.join(lines)]


def _answers(sidecar: bytes) -> Iterator[bytes]:
    """An answer by ships, with notes; a plain one."""
    line = unpack(sidecar)[0][3]
    yield json.dumps({"ships": line["action"], **{name: line[name] for name in ("log", "draw", "plot")}}).encode()
    yield b'{"actions": ["FORWARD", "LEFT", "STRAFE_RIGHT", "SHOOT"], "log": "hello"}'
    order = b'{"thrust": -1, "turn": 0.5, "fire": 3, "shield": true, "strafe": -2}'
    yield b'{"ships": {"0": ' + order + b', "12": {"thrust": 1e-3}}}'


def _zips() -> list[bytes]:
    """A bot's archive, and one whose files are in a folder."""
    files = [("main.py", _BOT), ("parts/aim.py", "AIM = 1\n")]
    return [write_zip(tuple(files)), write_zip(tuple((f"ace/{path}", text) for path, text in files))]


def _store() -> bytes:
    """A league of one run and one game."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "league.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            connection.execute("VACUUM")
        with writing(path) as store:
            bots = [Entry(name, Path(name), (("main.py", name),), name) for name in ("ann", "bob")]
            ids = [version.id for version in store.sync(bots)]
            run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", 7, ids, 1).id
            store.add_round(run, [Pairing(1, 1, "open", 5, (ids[0], ids[1]))])
            seats = tuple(SeatResult(version, rank, 1.0, 2.0, 3.0, 0) for rank, version in enumerate(ids, 1))
            store.record([GameRecord(run, 1, "a", "time", 60, "d", "1.bin", None, seats)])
            store.connection.execute("PRAGMA journal_mode = DELETE")
        return path.read_bytes()


if __name__ == "__main__":
    main()
