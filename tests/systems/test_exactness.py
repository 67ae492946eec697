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
    "duel.bin": "7798e2ad29c7159e1841fdb64dea682602fc13ff571180fc6628e42d8ef9298f",
    "fleet.bin": "bda1499081fa79dc480a2917296c6d727e88a17a44369735b36cb17fcf008eba",
    "melee.bin": "11a369a74f20bd6bd1e53c64b4a851b2504173b42cda5e50e2c8799beb38d01f",
    "sumo.bin": "46665e043182c180a3808b04bb1d7dc6423b93d864e7e97040e983c142535cbc",
    "duel open": "41d7308afab0fb6b70179abcc0e376b31fb65f9260732b45eb067d7a2c6ef798",
    "duel belt": "9580bd7b50e564a4f7379f38711adc26ee197ec4fff07bf801dc9bd5373880ca",
    "duel well": "78a8f79f9b7cf7033bc5ebcc27538632e402e2ed986ff7fc8bd07bb28cbacab4",
    "melee open": "3c0fa4f525e53f826e1889eea819fc37be8c9b50e0e8530b163bec98881d985f",
    "melee belt": "b526350c6d07df2d217bd9b3b1ad5a5f3f358fca2c78cb849108e9865ef7ff2e",
    "melee well": "7deb839691b9160a6510fe96f558bcf4941bbe7c127812831e329d76feaad0c4",
    "fleet open": "91dd2f95cd364f558401a660e2a40d38363331a9e1445b553536b8afa0ae38fc",
    "fleet belt": "e37d1086c3f38844b9c8f3052f6c1bd5dbfd24da5382b409eb289efc66e49cd5",
    "fleet well": "3df256e5f7501298d25e78f8ba887e87717ee116bab37063156889a324841ba9",
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
