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
OLDEST_VERSION = "2.2.0" if sys.version_info < (3, 14) else "2.3.2"  # the first with wheels for Python 3.14

DIGESTS = {  # of the golden logs, and of a crowd of each mode and arena: states and texts
    "duel.bin": "4b6f2b5f71eada7a3ff8a692cf02090e0a1e23ad98ba7f3a8ba2cab495d7cce5",
    "fleet.bin": "1adbe1bdf7a0462a19b306ddcac28d2ddb361ce982c2213e5a0a9212a8aa61b5",
    "melee.bin": "cc3f85049208ef59eb4f39ee4dc019edbd2161c9e936cdb245d07c8909216866",
    "sumo.bin": "38988e9cf14c9a13d146f70ee922fe49d8d80d52c0e3d95fdf500a02a8880a63",
    "duel open": "37cf7ed83372d8461f9f8697b2e926fe913c043b9725c52a5e6c9b42a15a7334",
    "duel belt": "cdd5bc104e52cd81e0d03f99e7c2ff2554ead2f36908840cc949ac82f8eaf373",
    "duel well": "8c96326c32d64afff369b9c611a1c78597cc56436ee84c69af79196265697796",
    "melee open": "f3ceef9da042df6f20947f20288c00a20bb2d01abbeb86d2690995117103eabc",
    "melee belt": "46ba45e4615b43140f4093e5ed87c2c964869e6a0f628d239542b19ee5548da0",
    "melee well": "ea9465052860a5d18175823f0b77bb5f4147f1f518afc642ee319beb3dbb717e",
    "fleet open": "8a0c94f9d47bd042b18b93623fbdd1398227ea029b6e941a13e56fe812c906ab",
    "fleet belt": "dc4e03563db14bf11637d1f49e66d8fb7de46d4b6036b75d5f46b54f85d928ab",
    "fleet well": "c956e4a761a21cb8f7b7a976b0cd2996b000c8d015c275267fde3738cee9e4a1",
    "sumo open": "564dc0b8f93837730849945df753d90839a8d73bc447d29d61a46065b5ada747",
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
    assert found["digests"] == DIGESTS


@pytest.mark.parametrize("kept", ["none", "some"])
def test_the_digests_do_not_depend_on_cpu_features(oldest: bool, kept: str) -> None:
    names = run("names", oldest=oldest)
    if len(names) < (1 if kept == "none" else 2):
        pytest.skip(f"numpy uses no features of this CPU that it could do without: {names}")
    # features build on each other, so each suffix of the list can be disabled
    without = names if kept == "none" else names[(len(names) + 1) // 2 :]
    found = run(oldest=oldest, without=tuple(without))
    assert found["used"] == [name for name in names if name not in without]
    assert len(found["used"]) < len(names)
    assert found["digests"] == run()["digests"]
