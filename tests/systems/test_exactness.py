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
    "duel.bin": "3bfa1ee0c98b6ca5a40daac0b1e29b5d91a3ffed94e6cfda0785bc7e42b9a7b4",
    "fleet.bin": "1a736b1f91a417fc6602bf5960934c19ffc9402a1b1a02e56844e48a342730d6",
    "melee.bin": "e2cfc42f9d12cba27df09bbeea6c5577a8b489aca653343c841ebf5ff49b2ea3",
    "sumo.bin": "1f3f65e74b9764153d3af9e84babdad30f74685c12b061655ff69db97811a55b",
    "duel open": "287ee9a3203803f39f8221fbbb14ba63864ca3d204c47db6b98d6ae52113d11e",
    "duel belt": "e0df1756a862ca16f365b9038e92da491f5b33115515e30b27b80998be74096a",
    "duel well": "34dfa4912f491f2439899d9e7a8b14128358e3db27b39f72a95f96cc00fc4512",
    "melee open": "a3b0956e748cba749af3fbaad3dbceb4f3c26e635f03dfa545064c6ce87a1830",
    "melee belt": "e4b2d61ad3c1096200d914c60644b0f5b61c299c32ab7dc824ba788e174161eb",
    "melee well": "e14e6e9fd845b36386a9a4b74bd846f4cdda74f1568882e4655b3a52611ee2be",
    "fleet open": "a2b9fe67995178b1d5ea3fcadd2a5d8dfde9fb86d97ee4093a4eb427cdbab431",
    "fleet belt": "2276a81335e3f9b754c351cc0e97bd35d8269a4b71e2a8ecbca5eba91498dc2e",
    "fleet well": "d3ddea6d19c435a89bca1e2406879dcec6c26290fe8ce2c84fdbaa6ccee47a56",
    "sumo open": "22a951d1673b40caa55851287715a5c586ea3961dfdbd013c4c5d9b1f437f502",
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
