"""What a worker sends back: JSON, checked against the type that is expected.

A pickle would let a worker that a program has taken over run code in its parent. Requests, which go the other way, are
pickles.
"""

from __future__ import annotations

import base64
import binascii
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

MAX_REPLY = 256 << 20  # bytes


class BadReply(ValueError):
    """A reply is not JSON, or not of the expected type."""


def encode(value: object) -> bytes:
    """Return the bytes of a value made of dataclasses, collections, enums, paths, bytes and what JSON has."""
    return json.dumps(value, default=_plain, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be sent to the parent")


def decode(kind: Any, data: bytes) -> Any:
    """Return the value of a type, such as a dataclass or a list of them, that `encode` was given.

    Raises:
        BadReply: the bytes hold no such value.
    """
    try:
        value = json.loads(data.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise BadReply("a reply is not JSON") from None
    return _read(kind, value)


def _read(kind: Any, value: Any) -> Any:
    """Return a JSON value as a type. Raises BadReply."""
    if kind is Any or kind is object:
        return value
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(kind), value)
    if origin is not None:
        return _read_generic(origin, get_args(kind), value)
    if is_dataclass(kind) or is_typeddict(kind):
        return _read_record(kind, value)
    if kind is None or kind is type(None):
        return _of(value, type(None))
    if kind is float:
        return float(_of(value, int, float))
    if kind in (bool, int, str):
        return _of(value, kind)
    if not isinstance(value, str):
        raise BadReply("a reply has another shape than expected")
    if kind is bytes:
        return _bytes(value)
    if kind is Path:
        return Path(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise BadReply(f"a reply has an unknown {kind.__name__}") from None
    raise TypeError(f"{kind} cannot be read from a reply")


def _of(value: Any, *kinds: type) -> Any:
    if type(value) not in kinds:  # bool is an int elsewhere
        raise BadReply(f"a reply has {type(value).__name__} where {kinds[-1].__name__} is expected")
    return value


def _bytes(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise BadReply("a reply has bytes that are not base64") from None


def _read_union(kinds: tuple[Any, ...], value: Any) -> Any:
    """Return the value as the first of the types that it fits."""
    for kind in kinds:
        try:
            return _read(kind, value)
        except BadReply:
            continue
    raise BadReply("a reply has another shape than expected")


def _read_generic(origin: Any, parts: tuple[Any, ...], value: Any) -> Any:
    if origin is Literal:
        if value not in parts:
            raise BadReply("a reply has an unexpected value")
        return value
    if isinstance(origin, type) and issubclass(origin, Mapping):
        found = _of(value, dict)
        return {_read(parts[0], key): _read(parts[1], one) for key, one in found.items()}
    found = _of(value, list)
    if origin is tuple and not (len(parts) == 2 and parts[1] is ...):
        if len(found) != len(parts):
            raise BadReply(f"a reply has {len(found)} values where {len(parts)} are expected")
        return tuple(_read(part, one) for part, one in zip(parts, found, strict=True))
    read = [_read(parts[0], one) for one in found]
    return tuple(read) if origin is tuple else read


def _read_record(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    found = _of(value, dict)
    if found.keys() != hints.keys():
        raise BadReply(f"a reply does not have the fields of {kind.__name__}")
    return kind(**{name: _read(hint, found[name]) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, object]:
    """Return the types of a dataclass's fields, or of the items of a TypedDict."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)} if is_dataclass(kind) else hints
