"""What tests of several packages need."""

from __future__ import annotations

import os

import pytest

from benchmarks.chromium import find_chromium


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without it, tests fail in CI and are skipped elsewhere."""
    found = find_chromium()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: make test installs it")
        pytest.skip("no Chromium")
    return found
