"""What was computed from a store, kept in files beside it until something that it was computed from changes.

A store is read by many and written by one process; so this is no part of it, and whoever may write here does. A file
that is missing, damaged or of other facts costs the time to compute it again, nothing else.
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
    """The document in a file; {} where there is none, or something else."""
    with suppress(OSError, ValueError, RecursionError):
        document = json.loads(path.read_bytes())
        if isinstance(document, dict):
            return document
    return {}


def write(path: Path, document: Mapping[str, object]) -> None:
    """Keep a document; who may not write here, or writes at the same time as another process, does without."""
    with suppress(OSError):
        write_whole(path, json.dumps(document).encode())


def memoize(path: Path, facts: object, compute: Callable[[], Any]) -> Any:
    """What `compute` gives, or gave when the facts were the same; JSON in either case."""
    key = hashlib.sha256(repr(facts).encode()).hexdigest()
    document = read(path)
    if document.get("key") == key and "value" in document:
        return document["value"]
    value = compute()
    write(path, {"key": key, "value": value})
    return json.loads(json.dumps(value))
