"""Compact sidecars: the same lines in fewer bytes, of matches that were played and of lines that nobody sends."""

from __future__ import annotations

import lzma
import random
import struct
import tracemalloc
import zlib

import numpy as np
import pytest

from engine.log import LogWriter, MatchLog, read_log
from league.match.batch import Debug, Job, play_batch
from league.match.compact import _FILTERS, MAGIC, compact, expand
from league.match.forms import MAX_ORDERS
from league.match.manager import MatchOutcome, Seat
from league.match.sidecar import MAX_SEAT_TEXT, packed, unpack
from systems.setup import Setup

TALKER = """
import random

def tick(ship):
    ship.thrust(random.uniform(-1, 1))
    ship.turn(0.1)
    ship.log("thrust", '"0":{"thrust":1.0}', ship.hull)
    ship.plot("turn", random.random())
    if random.random() < 0.3:
        ship.fire(2)
    if random.random() < 0.2:
        ship.shield()
    if random.random() < 0.01:
        raise ValueError("oh \\x01 no")
"""
WORDS = "def bot_main(seen):\n    return {'actions': ['FORWARD', 'SHOOT']}\n"
WHOLE = (
    "def bot_main(seen):\n    return {'ships': {'1': {'thrust': 1, 'turn': -0.123456, 'fire': 9, 'shield': True}}}\n"
)


def matches(debug: Debug) -> list[MatchOutcome]:
    def seat(name: str, text: str) -> Seat:
        return Seat(name, (("main.py", text),))

    jobs = [
        Job(0, Setup("duel", 1, max_ticks=150), (seat("a", TALKER), seat("b", WORDS)), debug=debug),
        Job(1, Setup("duel", 2, max_ticks=150), (seat("a", TALKER), seat("b", WHOLE)), debug=debug),
        Job(2, Setup("fleet", 3, ships=3, max_ticks=80), (seat("a", TALKER), seat("b", TALKER)), debug=debug),
    ]
    return play_batch(jobs)


@pytest.fixture(scope="module")
def played() -> list[MatchOutcome]:
    return matches(Debug.WHOLE)


def log_of(rows: int = 50, width: int = 12) -> MatchLog:
    dice = np.random.default_rng(1)
    data = bytearray()
    writer = LogWriter(data.extend, {"seats": [{}, {}]}, width)
    writer.block(dice.integers(-100, 101, (rows, width)).astype(np.int8), np.zeros(rows, np.uint16))
    writer.close({})
    return read_log(bytes(data))


def sidecar_of(*texts: bytes) -> bytes:
    return packed([zlib.compress(text) for text in texts])


def test_matches_keep_every_line(played: list[MatchOutcome]) -> None:
    for whole in played:
        log = read_log(whole.log)
        found = compact(whole.debug, log)
        assert found.startswith(MAGIC)
        assert unpack(expand(found, lambda log=log: log)) == unpack(whole.debug)  # type: ignore[misc]
    assert (
        sum(len(compact(each.debug, read_log(each.log))) for each in played) < sum(len(p.debug) for p in played) / 1.5
    )


def test_workers_compress_or_leave_out_the_sidecar_and_nothing_else(played: list[MatchOutcome]) -> None:
    for whole, small, none in zip(played, matches(Debug.COMPACT), matches(Debug.NONE), strict=True):
        assert whole.log == small.log == none.log
        assert whole.result == small.result == none.result
        assert small.debug == compact(whole.debug, read_log(whole.log))
        assert none.debug == b""


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'{"cut":true}\n',
        b'{"tick":0,"fuel":null}\n{"cut":true}\n',
        b'{"tick":0,"fuel":1}\n{"tick":0,"fuel":999999999}\n{"tick":999999,"fuel":0,"action":null}\n',
        b'{"tick":3,"fuel":1,"action":{"9":{"thrust":1.0},"0":{"turn":1}}}\n' * 40,
        '{"tick":1,"fuel":5,"log":"é \\u0001 }\\n"}\n'.encode() * 40,
        b'{"tick":2,"fuel":01}\n',
        b'{"fuel":1,"tick":2}\n',
        b"not JSON\n",
        b"\n\n\n",
        b'{"tick":0,"fuel":1}',
        b'{"tick":0,"fuel":1,"log":"\x01"}\n',
        b"\xff\xfe\n",
        b'{"tick":0,"fuel":1,"log":"\xff"}\n',
    ],
)
def test_any_text_comes_back(text: bytes) -> None:
    log, sidecar = log_of(), sidecar_of(text, text)
    found = expand(compact(sidecar, log), lambda: log)
    at = 12
    for _ in range(2):
        (size,) = struct.unpack_from("<I", found, at)
        assert zlib.decompress(found[at + 4 : at + 4 + size]) == text
        at += 4 + size


@pytest.mark.parametrize("sidecar", [b"", b"debug", MAGIC, b"SPACEDBG" + bytes(40), sidecar_of(b"x")[:-1]])
def test_what_is_no_sidecar_stays_as_it_is(sidecar: bytes) -> None:
    assert compact(sidecar, log_of()) == sidecar


def test_more_text_than_a_seat_can_have_stays_as_it_is() -> None:
    line = b'{"tick":0,"fuel":1,"log":"%s"}\n' % (b"x" * 1000)
    sidecar = sidecar_of(line * (MAX_SEAT_TEXT // 1000 + 1))
    assert compact(sidecar, log_of()) == sidecar


def forged(content: bytes, seats: int = 1, size: int | None = None) -> bytes:
    start = MAGIC + struct.pack("<HI", seats, len(content) if size is None else size)
    return start + lzma.compress(content, lzma.FORMAT_RAW, filters=_FILTERS)


def seat_of(lines: int, forms: int, text: bytes, columns: bytes | None = None) -> bytes:
    return struct.pack("<III", lines, forms, len(text)) + (bytes(10 * lines) if columns is None else columns) + text


@pytest.mark.parametrize(
    "data",
    [
        MAGIC,
        MAGIC + bytes(5),
        MAGIC + b"\x11" + bytes(5),
        MAGIC + b"\1\0\xff\xff\xff\xff",
        forged(b""),
        forged(b"", seats=17),
        forged(b"", size=100 << 20),  # more than it may say
        forged(bytes(1 << 20), size=12),  # larger than it says
        forged(seat_of(0, 0, b"")[:-1]),
        forged(seat_of(0, 0, b"") + b"more"),
        forged(seat_of(2**32 - 1, 1, b"", b"")),
        forged(seat_of(40_000, 1, b"")),
        forged(seat_of(3, 9, b"")),
        forged(seat_of(3, 0, b"")),
        forged(seat_of(3, 2, b"one")),
        forged(seat_of(1, 1, b"", bytes(8) + b"\x02\x00")),  # a form that is not there
        forged(seat_of(1, 1, b'"thrust":\x01')),  # an order of no ship
        forged(seat_of(1, 1, b',"9999":{"thrust":\x01')),
        forged(seat_of(1, 1, b',"0":{"thrust":\x01', b"\xff" * 8 + b"\0\0")),  # in no tick
        forged(seat_of(1, 1, b"\xff\xfe")),
        forged(seat_of(36_000, 1, b"x" * 1_000_000)),  # 36 GB of lines
    ],
    ids=range(21),
)
def test_a_forged_one_is_refused(data: bytes) -> None:
    log = log_of()
    if data == forged(bytes(1 << 20), size=12):  # no lines: what follows is not read
        assert expand(data, lambda: log)
        return
    with pytest.raises(ValueError, match=r"sidecar is damaged|more text than|order of no ship"):
        expand(data, lambda: log)


def form(orders: int) -> bytes:
    return b',"action":{"0":{' + b",".join([b'"fire":\x01'] * orders) + b"}}"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (forged(seat_of(1, 1, form(MAX_SEAT_TEXT // 8))), "more text than"),
        (forged(seat_of(1, 1, form(MAX_SEAT_TEXT // 10))), "more orders than"),
        (forged(seat_of(1, 1, form(MAX_ORDERS + 1))), "more orders than"),
        (forged(seat_of(500, 1, form(MAX_ORDERS))), "more text than"),
        (
            forged(seat_of(90, 90, b"\n".join([form(MAX_ORDERS)] * 90), bytes(720) + bytes(range(1, 91)) + bytes(90))),
            "",
        ),
        (forged(seat_of(1, 1, b',"action":{' + b'"0":{' * 800_000)), ""),  # ships without orders
    ],
    ids=["form", "orders", "order", "lines", "forms", "ships"],
)
def test_a_small_sidecar_does_not_take_much_memory(data: bytes, why: str) -> None:
    assert len(data) < 4000
    log = log_of(rows=90)
    log.inputs[:] = 0
    tracemalloc.start()
    try:
        if why:
            with pytest.raises(ValueError, match=why):
                expand(data, lambda: log)
        else:
            assert expand(data, lambda: log)
        assert tracemalloc.get_traced_memory()[1] < 40 << 20
    finally:
        tracemalloc.stop()


def test_damage_is_an_error_or_other_lines_and_never_a_crash(played: list[MatchOutcome]) -> None:
    dice, log = random.Random(1), read_log(played[0].log)
    whole = compact(played[0].debug, log)
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 4)):
            data[dice.randrange(8, len(data))] ^= 1 << dice.randrange(8)
        try:
            unpack(expand(bytes(data), lambda: log))
        except ValueError as error:
            assert str(error)
