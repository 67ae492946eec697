"""The same digests with other CPU features and with the oldest numpy that pyproject.toml allows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
PLAY = Path(__file__).with_name("golden") / "play.py"
OLDEST = ROOT / ".venv" / "oldest-numpy"
OLDEST_VERSION = "2.2.0"

DIGESTS = {
    "golden": "c82768ffabc913cdbc3a903474bc969b046157f3c33c517b47964956c53b126a",
    "crowd": "57486c4e91f54b3d8db147bf09cabbbe6631b22ec4b796eb58ea2a45b265b8fa",
    "last": "765319041bfef0dc5f5a244e88461f6f78a0c8375c1976ec01e99b087f525162",
}


@cache
def run(*arguments: str, oldest: bool = False, without: tuple[str, ...] = ()) -> Any:
    paths = [str(OLDEST)] * oldest + [str(ROOT)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NPY_")}
    environment |= {"PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    if without:
        environment["NPY_DISABLE_CPU_FEATURES"] = ",".join(without)
    command = [sys.executable, str(PLAY), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=[False, True], ids=["this numpy", f"numpy {OLDEST_VERSION}"])
def oldest(request: pytest.FixtureRequest) -> bool:
    if request.param and not OLDEST.is_dir():
        command = f"python -m pip install --target {OLDEST.relative_to(ROOT)} numpy=={OLDEST_VERSION}"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{OLDEST} is missing: {command}")
        pytest.skip(f"needs {command}")
    return bool(request.param)


def test_the_digests_are_the_frozen_ones(oldest: bool) -> None:
    found = run(oldest=oldest)
    assert found["numpy"] == (OLDEST_VERSION if oldest else np.__version__)
    assert found["digests"] == DIGESTS | {"texts": run()["digests"]["texts"]}


@pytest.mark.parametrize("kept", ["none", "some"])
def test_the_digests_do_not_depend_on_cpu_features(oldest: bool, kept: str) -> None:
    names = run("names", oldest=oldest)
    if len(names) < 2:
        pytest.skip(f"numpy uses no features of this CPU that it could do without: {names}")
    # the features build on one another, so those from some place on can be left out
    without = names if kept == "none" else names[(len(names) + 1) // 2 :]
    found = run(oldest=oldest, without=tuple(without))
    assert found["used"] == [name for name in names if name not in without]
    assert len(found["used"]) < len(names)
    assert found["digests"] == run()["digests"]
