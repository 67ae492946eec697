"""Cached results computed from a store, in files beside it, valid until the facts they depend on change.

A store has many readers and one writer, so the cache is not part of it: any process that may write to the folder
updates the cache. A missing, damaged or outdated file only costs the time to compute the result again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from league.match.files import write_whole


def read(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file, or {} if the file is missing or holds anything else."""
    with suppress(OSError, ValueError, RecursionError):
        document = json.loads(path.read_bytes())
        if isinstance(document, dict):
            return document
    return {}


def write(path: Path, document: Mapping[str, object]) -> None:
    """Write a JSON object atomically; do nothing if that fails, or another process writes at the same time."""
    with suppress(OSError):
        write_whole(path, json.dumps(document).encode())


def memoize(path: Path, facts: object, compute: Callable[[], Any]) -> Any:
    """Return the cached value of `compute()` if `facts` are the same, else compute and cache it; JSON either way."""
    key = hashlib.sha256(repr(facts).encode()).hexdigest()
    document = read(path)
    if document.get("key") == key and "value" in document:
        return document["value"]
    value = compute()
    write(path, {"key": key, "value": value})
    return json.loads(json.dumps(value))
