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

DIGESTS = {  # of the golden logs, and of a crowd of each mode and arena: states and texts
    "duel.bin": "d38bb15bfae7511ccb75f5f0f6b8e4a6a56e549a882bedd59af7dd009ab3d046",
    "fleet.bin": "8a981f6ebc4f4906322b3893d463b50541ce0050a97405c85c86b33adc5c98d8",
    "melee.bin": "b2607a81254c26343edf7a0cb53f34090fe213c70c6a7de56765b4e6661c91fc",
    "sumo.bin": "46665e043182c180a3808b04bb1d7dc6423b93d864e7e97040e983c142535cbc",
    "duel open": "1a18f3e88d14a2287e4ad0f049c7fdb77b7fc6f08f96a09398796c51f2db354f",
    "duel belt": "ba2c7bfe2fc72dfba92d04d2b8c4dbadd1b18c1ebcbfb74be3444d9db466f7fd",
    "duel well": "84541c09968eb664f774456aedc42cce31ad2cea35b4587f1272b76375f04aff",
    "melee open": "4e049e2671c3e2579df4d08e84d57bdbba4353f9b23cedbe25b867c41c4803c5",
    "melee belt": "986975a1cf1dcef34dcf812e112db91114ecdb8f54de12966f86256bdde7d625",
    "melee well": "01f126e0110c401d07586911301e492ea78884f7e253f97c66a3eba4ff19ed73",
    "fleet open": "1f5d3fbbf54fdce73ae90430ababc42ae876e8626f9690403bfc9254e4f4f38f",
    "fleet belt": "6a6114333a40eb7df78d551e9c0472b4c808101057e3c013315cf6f06d213515",
    "fleet well": "cdf09df0ea2837925c29c09ad5ff5a8629f20524617357add06b7a2273edbe28",
    "sumo open": "a0bd037136f645931836b60dbc5714b1cdea723bb84901aa847172e22d20d7a1",
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
    # the features build on one another, so those from some place on can be left out
    without = names if kept == "none" else names[(len(names) + 1) // 2 :]
    found = run(oldest=oldest, without=tuple(without))
    assert found["used"] == [name for name in names if name not in without]
    assert len(found["used"]) < len(names)
    assert found["digests"] == run()["digests"]
