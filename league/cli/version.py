"""What `--version` prints: the release, and the versions that decide how a match is played."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from importlib import metadata
from typing import Any, NoReturn

from systems.release import release


def versions() -> str:
    """Return two lines: the release with the version of its systems, and what bots run in."""
    from systems.setup import CODE_VERSION  # imports numpy, which parsing needs as little as `sandbox.build`

    libraries = [f"{name} {_installed(name)}" for name in ("wasmtime", "numpy")]
    here = ", ".join([f"Python {platform.python_version()}", *libraries, f"guest {_guest()}"])
    return f"spacecode {release()} (code_version {CODE_VERSION})\n{here}"


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _guest() -> str:
    from sandbox import build

    found = build.facts().get("sha256", "")
    return found[:8] if found else "not built"


class PrintVersion(argparse.Action):
    """The option `--version`: prints `versions` and exits."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest=argparse.SUPPRESS, default=argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        print(versions())
        parser.exit()
