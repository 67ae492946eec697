"""Tables of settings in the docs, and the settings that they document."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field
from typing import Any

from league.host.tables import settings_of


def documented(page: str) -> list[dict[str, str]]:
    """Return the tables of settings of a page: the default of each setting, as written there."""
    found: list[dict[str, str]] = []
    for table in re.split(r"^\| setting \| default \|.*$", page, flags=re.MULTILINE)[1:]:
        rows, _, _ = table.strip("\n").partition("\n\n")
        found.append(dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", rows, re.MULTILINE)))
    return found


def defaults(kind: type[Any]) -> dict[str, str]:
    """Return the default of each setting of a dataclass, as the docs write it."""
    return {name: _default(one) for name, one in settings_of(kind).items()}


def _default(one: Field[Any]) -> str:
    if one.metadata["required"]:
        return "required"
    assert one.default is not MISSING
    value = list(one.default) if isinstance(one.default, tuple) else one.default
    if value in (None, [], ""):
        return "none" if one.name != "name" else "the mode"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`".replace("'", '"')
