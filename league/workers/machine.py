"""Checks of the machine that plays a league: versions, the guest, memory and CPUs."""

from __future__ import annotations

import math
import platform
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from league.cli.checks import Finding
from league.cli.wording import counted
from league.workers.cgroup import ROOT
from league.workers.grant import WORKER, granted
from sandbox import build
from sandbox.runtime import cache
from systems.setup import CODE_VERSION

NEEDED = {"wasmtime": (50, 51), "numpy": (2, 3)}  # major versions, from one to before another, as in pyproject.toml


def check_machine(root: Path = ROOT) -> Iterator[Finding]:
    """Yield what is found on this machine; `root` is a folder that has /proc and /sys."""
    yield from _versions()
    yield from _guest()
    grant = granted(root)
    memory = "no limit" if math.isinf(grant.memory) else f"{grant.memory / 1e9:.2f} GB"
    cpus = f"{grant.cpus} CPUs" + ("" if math.isinf(grant.quota) else f", quota {grant.quota:.3g}")
    small = f"give this process at least {WORKER / 1e9:.2g} GB: a worker takes that much"
    yield Finding(
        "granted", f"{cpus}, memory {memory}: {grant.workers} workers", small if grant.memory < WORKER else None
    )


def _versions() -> Iterator[Finding]:
    try:
        release = metadata.version("spacecode")
    except metadata.PackageNotFoundError:
        release = "not installed"
    yield Finding("spacecode", f"{release}, code_version {CODE_VERSION}")
    yield Finding("Python", platform.python_version())
    for name, (least, before) in NEEDED.items():
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding(name, "not installed", f"pip install '{name}>={least},<{before}'")
            continue
        major = found.partition(".")[0]
        good = major.isdigit() and least <= int(major) < before
        yield Finding(name, found, None if good else f"pip install '{name}>={least},<{before}'")


def _guest() -> Iterator[Finding]:
    problem = build.problem()
    if problem:
        yield Finding("guest", problem, f"run `{build.COMMAND}`")
    else:
        yield Finding("guest", f"{build.facts()['sha256'][:8]}, up to date")
    try:
        folder = cache.folder()
    except cache.CacheError as error:
        yield Finding("cache", "not safe to use", str(error))
        return
    if folder is None:
        yield Finding("cache", "none", "make ~/.cache or XDG_CACHE_HOME writable: each worker compiles the guest")
        return
    compiled = len(list(folder.glob("component-*.cwasm")))
    what = counted(compiled, "compiled guest") if compiled else "the first match compiles the guest"
    yield Finding("cache", f"{folder}: {what}")
