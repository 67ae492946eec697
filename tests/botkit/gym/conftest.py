"""Tests of botkit.gym need the extra `rl`: without it, they fail in CI and are not collected elsewhere."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "helpers"))

if os.environ.get("CI") != "true" and not (find_spec("gymnasium") and find_spec("pettingzoo")):
    collect_ignore_glob = ["test_*.py"]
