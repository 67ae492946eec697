"""What was computed from a store, kept in a file beside it until something that it was computed from changes.

A store is read by many and written by one process; so this is no part of it, and whoever may write here does. A file
that is missing, damaged or of other facts costs the time to compute it again, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


def kept(path: Path, facts: object, compute: Callable[[], Any]) -> Any:
    """What `compute` gives, or gave when the facts were the same; JSON in either case."""
    key = hashlib.sha256(repr(facts).encode()).hexdigest()
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        document = json.loads(path.read_bytes())
        if document["key"] == key:
            return document["value"]
    text = json.dumps({"key": key, "value": compute()})
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        try:
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return json.loads(text)["value"]
