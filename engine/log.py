"""The log of a match: its setup, and the inputs and digest of every tick.

A file consists of a magic number and a version, followed by chunks: one header, blocks of ticks, one footer. Each chunk
ends with a CRC that continues the previous one, so that changed, moved or missing chunks are detected. Logs are
untrusted: every size is checked before anything is allocated. docs/log.md describes each byte.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.nesting import json_levels

MAGIC = b"SPACELOG"
VERSION = 1
BLOCK_TICKS = 256
MAX_BYTES = 1 << 20  # of a file
MAX_TICKS = 36_000
MAX_WIDTH = 256  # inputs per tick
UNHASHED = ("release",)  # keys of a header that tell of the software that played, not of the match
_MAX_JSON = 1 << 18  # bytes of a header or footer, decoded
_MAX_DEPTH = 32  # nesting of objects and lists
_START = struct.Struct("<8sH")
_CHUNK = struct.Struct("<cI")  # kind, bytes of payload
_CRC = struct.Struct("<I")


class NotALog(ValueError):
    """The bytes are not a log, or not one that this version can read."""


class DamagedLog(ValueError):
    """The log is damaged such that nothing of it can be replayed."""


@dataclass(frozen=True)
class MatchLog:
    """A decoded log.

    Attributes:
        header: the setup, and whatever else the writer added.
        inputs: int8 `[ticks, width]`, the engine's inputs in each tick.
        digests: uint16 `[ticks]`, of the state after each tick.
        footer: the result, or None if the log is truncated or damaged before it.
        damage: what is wrong with the bytes, or None.
    """

    header: dict[str, Any]
    inputs: NDArray[np.int8]
    digests: NDArray[np.uint16]
    footer: dict[str, Any] | None
    damage: str | None

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 (hex) of the decoded content, which depends neither on the compression nor on the release.

        Of the header, the keys in UNHASHED are left out.
        """
        digest = hashlib.sha256()
        for part in (
            _json({key: value for key, value in self.header.items() if key not in UNHASHED}),
            self.inputs.tobytes(),
            self.digests.astype("<u2").tobytes(),
            _json(self.footer),
        ):
            digest.update(len(part).to_bytes(8, "little"))
            digest.update(part)
        return digest.hexdigest()


class LogWriter:
    """Writes a log chunk by chunk.

    Args:
        sink: takes the bytes, in order: a file's `write`, a bytearray's `extend`.
        header: a JSON object.
        width: number of inputs per tick.
    """

    def __init__(self, sink: Callable[[bytes], object], header: Mapping[str, object], width: int) -> None:
        self._sink = sink
        start = _START.pack(MAGIC, VERSION)
        self._crc = zlib.crc32(start)
        sink(start)
        self._chunk(b"H", _stored(_json({"width": width, **header})))

    def block(self, inputs: NDArray[np.int8], digests: NDArray[np.uint16]) -> None:
        """Write up to BLOCK_TICKS ticks: `[ticks, width]` and `[ticks]`."""
        rows = inputs.T.astype(np.int8)
        rows[:, 1:] -= rows[:, :-1].copy()
        inputs_of_block = _U16.pack(len(digests)) + rows.tobytes()
        self._chunk(b"B", _half_stored(inputs_of_block, digests.astype("<u2").tobytes()))

    def close(self, footer: Mapping[str, object]) -> None:
        """Write the footer, which completes the log."""
        self._chunk(b"F", _stored(_json(footer)))

    def _chunk(self, kind: bytes, payload: bytes) -> None:
        head = _CHUNK.pack(kind, len(payload))
        self._crc = zlib.crc32(payload, zlib.crc32(head, self._crc))
        self._sink(head + payload + _CRC.pack(self._crc))


_U16 = struct.Struct("<H")
_STORED = struct.Struct("<BHH")  # of a deflate block: whether it is the last, bytes, the same inverted
_MAX_STORED = 0x2000  # bytes of a header or footer that is not compressed


def _stored(content: bytes) -> bytes:
    """Return a zlib stream that does not compress: logs of one run are alike, and compress better together."""
    return zlib.compress(content, 9) if len(content) > _MAX_STORED else _half_stored(b"", content)


def _half_stored(content: bytes, noise: bytes) -> bytes:
    """Return a zlib stream of content, compressed, and then of noise as it is: digests do not compress."""
    stream = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    start = stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH) if content else b""
    block = _STORED.pack(1, len(noise), len(noise) ^ 0xFFFF)
    return b"\x78\x01" + start + block + noise + zlib.adler32(noise, zlib.adler32(content)).to_bytes(4, "big")


def texts_of(log: bytes) -> bytes:
    """Return the header and the footer of a log as far as they are not compressed, as their bytes; b"" for no log."""
    found, at = [], _START.size
    while log[: len(MAGIC)] == MAGIC and at + _CHUNK.size <= len(log):
        kind, size = _CHUNK.unpack_from(log, at)
        payload = log[at + _CHUNK.size : at + _CHUNK.size + size]
        if kind in b"HF" and payload[:3] == b"\x78\x01\x01":
            found.append(payload)
        at += _CHUNK.size + size + _CRC.size
    return b"".join(found)


def read_log(data: bytes) -> MatchLog:
    """Decode a log up to the first damage.

    Raises:
        NotALog: not a log, a newer one, or larger than any.
        DamagedLog: its header is damaged.
    """
    if len(data) < _START.size or data[: len(MAGIC)] != MAGIC:
        raise NotALog("not a spacecode log")
    if len(data) > MAX_BYTES:
        raise NotALog(f"larger than a log can be ({MAX_BYTES:,} bytes)")
    version = _START.unpack_from(data)[1]
    if version != VERSION:
        raise NotALog(f"a log of format {version}; this is format {VERSION}: read it with the spacecode that wrote it")
    reader = _Reader(data)
    header = reader.object(b"H", "header")
    width = header.pop("width", None)
    if type(width) is not int or not 0 < width <= MAX_WIDTH:
        raise DamagedLog("the header does not say how wide a tick is")
    inputs: list[NDArray[np.int8]] = []
    digests: list[NDArray[np.uint16]] = []
    footer, damage, ticks = None, None, 0
    try:
        while reader.kind() == b"B":
            block = _decode_block(reader.chunk(b"B", 2 + BLOCK_TICKS * (width + 2)), width)
            inputs.append(block[0])
            digests.append(block[1])
            ticks += len(block[1])
            if ticks > MAX_TICKS:
                raise DamagedLog(f"more than {MAX_TICKS} ticks")
        footer = reader.object(b"F", "footer")
        reader.end()
    except DamagedLog as error:
        footer, damage = None, str(error)
    return MatchLog(
        header,
        np.concatenate([np.zeros((0, width), np.int8), *inputs]),
        np.concatenate([np.zeros(0, np.uint16), *digests]),
        footer,
        damage,
    )


class _Reader:
    """Reads chunks from a log's bytes; raises DamagedLog at an incomplete or damaged one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = _START.size
        self._crc = zlib.crc32(data[: _START.size])

    def kind(self) -> bytes:
        return self._data[self._at : self._at + 1]

    def chunk(self, kind: bytes, most: int) -> bytes:
        """Return the content of the next chunk, of at most `most` bytes."""
        if self._at + _CHUNK.size > len(self._data):
            raise DamagedLog(f"cut off at byte {len(self._data)}")
        found, size = _CHUNK.unpack_from(self._data, self._at)
        end = self._at + _CHUNK.size + size
        if found not in b"HBF":
            raise DamagedLog(f"damaged at byte {self._at}")
        if end + _CRC.size > len(self._data):
            raise DamagedLog(f"cut off at byte {len(self._data)}")
        crc = zlib.crc32(self._data[self._at : end], self._crc)
        if found != kind or crc != _CRC.unpack_from(self._data, end)[0]:
            raise DamagedLog(f"damaged at byte {self._at}")
        content = _inflate(self._data[end - size : end], most)
        self._at, self._crc = end + _CRC.size, crc
        return content

    def object(self, kind: bytes, name: str) -> dict[str, Any]:
        """Return the next chunk as a JSON object."""
        try:
            value = json.loads(self.chunk(kind, _MAX_JSON))
        except (ValueError, RecursionError) as error:
            raise error if isinstance(error, DamagedLog) else DamagedLog(f"the {name} is not JSON") from None
        if not isinstance(value, dict):
            raise DamagedLog(f"the {name} is not an object")
        _check_json(value, name)
        return value

    def end(self) -> None:
        if self._at != len(self._data):
            raise DamagedLog(f"something follows the footer at byte {self._at}")


def _inflate(payload: bytes, most: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        content = stream.decompress(payload, most + 1)
    except zlib.error as error:
        raise DamagedLog(f"damaged: {error}") from None
    if len(content) > most:
        raise DamagedLog("a chunk is longer than it may be")
    if not stream.eof or stream.unused_data:
        raise DamagedLog("damaged: a chunk does not end where it should")
    return content


def _decode_block(content: bytes, width: int) -> tuple[NDArray[np.int8], NDArray[np.uint16]]:
    ticks = _U16.unpack_from(content)[0] if len(content) >= _U16.size else 0
    if not 0 < ticks <= BLOCK_TICKS or len(content) != _U16.size + ticks * (width + 2):
        raise DamagedLog("a block is not as long as it says")
    rows = np.frombuffer(content, np.int8, ticks * width, _U16.size).reshape(width, ticks)
    inputs = np.add.accumulate(rows, axis=1, dtype=np.int8).T
    return np.ascontiguousarray(inputs), np.frombuffer(content, "<u2", ticks, _U16.size + ticks * width)


def _check_json(value: Any, name: str) -> None:
    """Raise DamagedLog for values that `_json` does not write: infinities, NaN, and deep nesting."""
    for depth, level in enumerate(json_levels(value), 1):
        if depth > _MAX_DEPTH:
            raise DamagedLog(f"the {name} is nested more than {_MAX_DEPTH} deep")
        if any(isinstance(v, float) and not math.isfinite(v) for v in level):
            raise DamagedLog(f"the {name} holds a number that is not finite")


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
