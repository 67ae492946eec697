"""The release of the package, which logs record: it says which software played, and is no part of the match."""

from __future__ import annotations

from functools import cache
from importlib import metadata

UNKNOWN = "unknown"


@cache
def release() -> str:
    """Return the version of the installed package, or UNKNOWN in a checkout that is not installed."""
    try:
        return metadata.version("spacecode")
    except metadata.PackageNotFoundError:
        return UNKNOWN
