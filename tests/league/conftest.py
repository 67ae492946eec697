from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "helpers"))  # workers are given this path too

from small import ROOT, bots_in, command

from league.storage.opening import default_path, writing
from league.storage.store import Store


@pytest.fixture
def bots(tmp_path: Path) -> Path:
    """A folder of four small bots."""
    return bots_in(tmp_path / "bots")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store, open for writing."""
    with writing(default_path(tmp_path)) as store:
        yield store


@pytest.fixture
def league() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command `league` to its end."""

    def run(*arguments: object, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command(*arguments), capture_output=True, text=True, timeout=timeout, cwd=ROOT)

    return run
