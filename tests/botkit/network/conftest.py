"""Bots are compared with botkit.gym: without its extra `rl`, these tests fail in CI and are not collected elsewhere."""

from __future__ import annotations

import os
from importlib.util import find_spec

if os.environ.get("CI") != "true" and not (find_spec("gymnasium") and find_spec("pettingzoo")):
    collect_ignore = ["test_bot.py", "test_matches.py"]
