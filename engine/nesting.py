"""JSON documents by depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def json_levels(value: Any) -> Iterator[list[Any]]:
    """Yield the values of a JSON document by depth: first the document itself, then what it contains, and so on.

    It does not recurse, so that no nesting exhausts the stack.
    """
    level = [value]
    while level:
        yield level
        inner = [v.values() if isinstance(v, dict) else v for v in level if isinstance(v, (dict, list))]
        level = [v for values in inner for v in values]
