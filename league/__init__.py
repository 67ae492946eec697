"""The league: plays matches between bots, records the results, and rates the bots on ladders.

`league.__version__` is the version of the installed package `spacecode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module 'league' has no attribute {name!r}")
    from importlib import metadata  # deferred: importing a package of the league does not need it

    globals()[name] = found = metadata.version("spacecode")
    return found
