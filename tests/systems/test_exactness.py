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
    "duel open": "a0e900f83f70790f2424e46fd43dcf9ca2e2278c032f3578ad766c3405f694f1",
    "duel belt": "9197e8ee42e4c279fcbd4a96bd8bddcb8ffbbecc3ac7f012b5a89488845cd391",
    "duel well": "20814bc7f8505265d9e70a7851b017344eb00a3efe2fd0c25526280fe03b5fb8",
    "melee open": "5f5c07398879c4b931c9c1f63d18fa11ea7a3a49354f4e183f8159df8f21996f",
    "melee belt": "81a66f19546df519ef36c8a2f1dcca64b5df38157ddc4e4568e6870003b57ea7",
    "melee well": "0c63048aa39c80fc42c5ae9c3d8f6106405f5f8a001ea0257be520d677125021",
    "fleet open": "761eb6da55fa1199a65ac23faefaeeb796fe6c2fc253d02315ae8ee4ed222b8a",
    "fleet belt": "a7e95f120ac201028d1772774e1aaa6940f2af5ae47584321f8f4769729a1941",
    "fleet well": "2b920d225f063697e46b5a7c361f7a079e434c1dfb8a1d2c1e46e253d6226b7b",
    "sumo open": "f60d80a133f6e705bcd7b2b32aaf6ecf893487b86a3250422ebb6cc7acb2b1f7",
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
