from __future__ import annotations

import json
import struct
import tracemalloc
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn

from engine.log import BLOCK_TICKS, MAX_TICKS, MAX_WIDTH, DamagedLog, LogWriter, MatchLog, NotALog, read_log

HEADER = {"setup": {"seed": 2**64 - 1, "speed": 0.1}, "seats": ["a", "b é"]}
FOOTER = {"result": {"winner": None, "ranks": [1, 1]}}


def write(inputs: np.ndarray, digests: np.ndarray, header: dict[str, Any], footer: dict[str, Any] | None) -> bytes:
    data = bytearray()
    writer = LogWriter(data.extend, header, inputs.shape[1])
    for start in range(0, len(inputs), BLOCK_TICKS):
        writer.block(inputs[start : start + BLOCK_TICKS], digests[start : start + BLOCK_TICKS])
    if footer is not None:
        writer.close(footer)
    return bytes(data)


def sample(ticks: int = 300, width: int = 10) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(ticks)
    return rng.integers(-128, 128, (ticks, width), np.int8), rng.integers(0, 2**16, ticks, np.uint16)


def forge(*chunks: tuple[bytes, bytes], version: int = 1, level: int = 9) -> bytes:
    """Return a log with correct CRCs made of any decoded chunks."""
    data = struct.pack("<8sH", b"SPACELOG", version)
    crc = zlib.crc32(data)
    for kind, content in chunks:
        payload = zlib.compress(content, level)
        head = struct.pack("<cI", kind, len(payload))
        crc = zlib.crc32(payload, zlib.crc32(head, crc))
        data += head + payload + struct.pack("<I", crc)
    return data


def block(ticks: int, width: int) -> tuple[bytes, bytes]:
    return b"B", struct.pack("<H", ticks) + bytes(ticks * (width + 2))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(st.text().filter(lambda name: name != "width"), JSON, max_size=4)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), ticks=st.integers(0, 600), width=st.integers(1, 20), header=OBJECTS, footer=OBJECTS)
def test_what_was_written_is_read(data: Any, ticks: int, width: int, header: Any, footer: Any) -> None:
    inputs = data.draw(hn.arrays(np.int8, (ticks, width), fill=st.integers(-128, 127)))
    digests = data.draw(hn.arrays(np.uint16, ticks, fill=st.integers(0, 2**16 - 1)))
    log = read_log(write(inputs, digests, header, footer))
    assert (log.header, log.footer, log.damage) == (header, footer, None)
    assert log.inputs.shape == (ticks, width)
    assert (log.inputs == inputs).all()
    assert (log.digests == digests).all()


def test_a_log_without_a_footer_says_so_and_keeps_its_ticks() -> None:
    inputs, digests = sample()
    log = read_log(write(inputs, digests, HEADER, None))
    assert log.footer is None
    assert log.damage is not None
    assert "cut off" in log.damage
    assert (log.inputs == inputs).all()


def outcome(data: bytes) -> MatchLog | None:
    """Return what `read_log` makes of damaged bytes: a log, or None if it raises as allowed."""
    try:
        return read_log(data)
    except (NotALog, DamagedLog) as error:
        assert str(error)
        assert "\n" not in str(error)
        return None


def check_part(log: MatchLog | None, inputs: np.ndarray, digests: np.ndarray) -> None:
    """A damaged log never looks complete, and what is left of it is correct."""
    if log is None:
        return
    assert log.footer is None
    assert log.damage
    assert log.header == HEADER
    assert (log.inputs == inputs[: len(log.inputs)]).all()
    assert (log.digests == digests[: len(log.inputs)]).all()


@pytest.mark.parametrize("pattern", [0x01, 0x80, 0xFF, 0x20])
def test_a_flipped_byte_anywhere_never_passes(pattern: int) -> None:
    inputs, digests = sample(260, 4)
    data = write(inputs, digests, HEADER, FOOTER)
    for at in range(len(data)):
        hurt = bytearray(data)
        hurt[at] ^= pattern
        check_part(outcome(bytes(hurt)), inputs, digests)


def test_a_cut_at_any_length_never_passes_and_leaves_the_whole_blocks() -> None:
    inputs, digests = sample(600, 3)
    data = write(inputs, digests, HEADER, FOOTER)
    ticks = set()
    for length in range(len(data)):
        log = outcome(data[:length])
        check_part(log, inputs, digests)
        ticks.add(-1 if log is None else len(log.inputs))
    assert ticks == {-1, 0, 256, 512, 600}


def test_blocks_can_be_neither_left_out_nor_moved_nor_doubled_nor_added() -> None:
    inputs, digests = sample(600, 3)
    data = write(inputs, digests, HEADER, FOOTER)
    ends, at = [], 10
    while at < len(data):
        at += 5 + struct.unpack_from("<I", data, at + 1)[0] + 4
        ends.append(at)
    head, one, two, three, foot = (data[a:b] for a, b in zip([0, *ends], ends, strict=False))
    assert read_log(head + one + two + three + foot).damage is None
    for parts in ([one, three, foot], [two, one, three, foot], [one, one, two, three, foot], [one, two, foot]):
        check_part(outcome(head + b"".join(parts)), inputs, digests)
    for more in (b"\0", one, foot):
        check_part(outcome(data + more), inputs, digests)


@pytest.mark.parametrize("data", [b"", b"SPACE", b"x" * 500, b"PK\3\4" + bytes(100), b"SPACELOG", b"SPACELOG\1"])
def test_other_files_are_no_logs(data: bytes) -> None:
    with pytest.raises(NotALog, match="not a spacecode log"):
        read_log(data)


@pytest.mark.parametrize("version", [0, 2, 65_535])
def test_another_format_is_refused_by_its_number(version: int) -> None:
    with pytest.raises(NotALog, match=f"format {version}; this is format 1"):
        read_log(forge((b"H", b'{"width":1}'), (b"F", b"{}"), version=version))


def test_a_file_larger_than_any_log_is_refused() -> None:
    inputs, digests = sample(10)
    with pytest.raises(NotALog, match="larger than a log"):
        read_log(write(inputs, digests, HEADER, FOOTER) + bytes(1 << 20))


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "not an object"),
        (b"\xff{}", "not JSON"),
        (b'{"width":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not JSON|nested"),
        (b'{"width":1,"x":' + b"[" * 100 + b"]" * 100 + b"}", "nested more than 32 deep"),
        (b'{"width":1,"x":NaN}', "not finite"),
        (b'{"width":1,"x":[{"y":-Infinity}]}', "not finite"),
        (b'{"width":1,"x":1e999}', "not finite"),
        (b'{"width":1,"x":' + b"9" * 5000 + b"}", "not JSON"),
        (b"{}", "how wide"),
        (b'{"width":0}', "how wide"),
        (b'{"width":-3}', "how wide"),
        (b'{"width":true}', "how wide"),
        (b'{"width":2.0}', "how wide"),
        (b'{"width":1000000000}', "how wide"),
        (b'{"width":1' + b" " * (1 << 18) + b"}", "longer than it may be"),
    ],
)
def test_a_hostile_header_is_refused_with_its_reason(header: bytes, reason: str) -> None:
    with pytest.raises(DamagedLog, match=reason):
        read_log(forge((b"H", header), (b"F", b"{}")))


@pytest.mark.parametrize(
    ("chunks", "reason"),
    [
        ([(b"B", b"")], "as long as it says"),
        ([(b"B", b"\1")], "as long as it says"),
        ([(b"B", b"\0\0")], "as long as it says"),
        ([(b"B", b"\xff\xff" + bytes(100))], "as long as it says"),
        ([(b"B", b"\1\0" + bytes(5))], "as long as it says"),
        ([block(BLOCK_TICKS + 1, 4)], "longer than it may be"),
        ([(b"H", b"{}")], "damaged"),
        ([(b"X", b"{}")], "damaged"),
        ([(b"F", b"[]")], "not an object"),
        ([(b"F", b'{"x":NaN}')], "not finite"),
    ],
)
def test_a_hostile_chunk_is_damage_with_its_reason(chunks: list[tuple[bytes, bytes]], reason: str) -> None:
    log = read_log(forge((b"H", b'{"width":4}'), block(3, 4), *chunks, (b"F", b"{}")))
    assert log.damage is not None
    assert reason in log.damage
    assert (len(log.inputs), log.footer) == (3, None)


@pytest.fixture(scope="module")
def gigabyte() -> bytes:
    """Return a zlib stream of 1 GB of blanks, about 1 MB long."""
    stream, blanks = zlib.compressobj(9), b" " * 1_000_000
    first, again = (stream.compress(blanks) + stream.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 999 + stream.flush()


@pytest.mark.parametrize("kind", [b"H", b"B", b"F"])
def test_a_bomb_is_refused_in_little_memory(kind: bytes, gigabyte: bytes) -> None:
    assert len(gigabyte) < 1 << 20
    data = forge() if kind == b"H" else forge((b"H", b'{"width":4}'), block(3, 4))
    head = struct.pack("<cI", kind, len(gigabyte))
    crc = zlib.crc32(data[:10])
    if kind != b"H":
        crc = struct.unpack("<I", data[-4:])[0]
    data += head + gigabyte + struct.pack("<I", zlib.crc32(gigabyte, zlib.crc32(head, crc)))
    tracemalloc.start()
    try:
        if kind == b"H":
            with pytest.raises(DamagedLog, match="longer than it may be"):
                read_log(data)
        else:
            assert read_log(data).damage == "a chunk is longer than it may be"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_the_largest_log_stays_small_in_memory_and_one_tick_more_is_refused() -> None:
    whole, rest = divmod(MAX_TICKS, BLOCK_TICKS)
    blocks = [block(BLOCK_TICKS, MAX_WIDTH)] * whole + [block(rest, MAX_WIDTH)]
    header = (b"H", json.dumps({"width": MAX_WIDTH}).encode())
    tracemalloc.start()
    try:
        log = read_log(forge(header, *blocks, (b"F", b"{}")))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert (log.damage, log.inputs.shape) == (None, (MAX_TICKS, MAX_WIDTH))
    log = read_log(forge(header, *blocks, block(1, MAX_WIDTH), (b"F", b"{}")))
    assert log.damage == f"more than {MAX_TICKS} ticks"


def test_full_blocks_pass_whatever_their_content_compresses_to() -> None:
    for inputs in (np.zeros((BLOCK_TICKS, 10), np.int8), sample(BLOCK_TICKS)[0]):
        digests = np.arange(BLOCK_TICKS, dtype=np.uint16)
        assert read_log(write(inputs, digests, HEADER, FOOTER)).damage is None


def test_the_content_hash_does_not_depend_on_how_it_was_compressed() -> None:
    inputs, digests = sample(300)
    log = read_log(write(inputs, digests, HEADER, FOOTER))
    chunks, data, at = [], write(inputs, digests, HEADER, FOOTER), 10
    while at < len(data):
        kind, size = struct.unpack_from("<cI", data, at)
        chunks.append((kind, zlib.decompress(data[at + 5 : at + 5 + size])))
        at += 9 + size
    stored, quick = forge(*chunks, level=0), forge(*chunks, level=1)
    assert len({data, stored, quick}) == 3
    assert {read_log(stored).content_hash, read_log(quick).content_hash} == {log.content_hash}


def test_the_content_hash_does_not_depend_on_the_release_that_played() -> None:
    inputs, digests = sample(20)
    hashes = {
        read_log(write(inputs, digests, {**HEADER, **release}, FOOTER)).content_hash
        for release in ({}, {"release": "0.1.0"}, {"release": "0.2.0"})
    }
    assert len(hashes) == 1


def test_the_content_hash_changes_with_every_part() -> None:
    inputs, digests = sample(20)
    other_inputs, other_digests = inputs.copy(), digests.copy()
    other_inputs[19, 9] ^= 1
    other_digests[0] ^= 1
    hashes = {
        read_log(write(*parts)).content_hash
        for parts in (
            (inputs, digests, HEADER, FOOTER),
            (other_inputs, digests, HEADER, FOOTER),
            (inputs, other_digests, HEADER, FOOTER),
            (inputs, digests, {**HEADER, "more": 0}, FOOTER),
            (inputs, digests, HEADER, {}),
            (inputs, digests, HEADER, None),
            (inputs[:19], digests[:19], HEADER, FOOTER),
        )
    }
    assert len(hashes) == 7
