"""A match as bytes for a page: docs/web.md describes each."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray

from systems.replay.trace import Trace
from viewer.model.sidecar import Sidecar
from viewer.web.about import describe
from viewer.web.notes import MAX_BYTES, take_notes
from viewer.web.shots import shot_streams
from viewer.web.states import asteroid_streams, sensed_streams, ship_streams, side_streams
from viewer.web.varint import encode


def pack(trace: Trace, sidecar: Sidecar | None = None, notes_bytes: int = MAX_BYTES) -> bytes:
    """Return everything that a page shows of a match, compressed.

    Args:
        sidecar: what its programs printed, drew and used; without it, a page shows none of that.
        notes_bytes: maximum bytes of that, before compression; the page says from which tick on it has no more.
    """
    about = describe(trace, sidecar or Sidecar([]))
    if sidecar is not None and not sidecar.missing:
        about["notes"] = take_notes(sidecar, trace.game, trace.ticks, notes_bytes)
    text = json.dumps(about, separators=(",", ":")).encode()
    content = len(text).to_bytes(4, "little") + text + b"".join(encode(stream) for stream in _streams(trace))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()


def _streams(trace: Trace) -> Iterator[NDArray[Any]]:
    yield from ship_streams(trace)
    yield from side_streams(trace)
    yield from asteroid_streams(trace)
    yield from sensed_streams(trace)
    yield from shot_streams(trace)
