from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from benchmarks.chromium import Chromium, find_chromium

Opener = Callable[..., Chromium]


@pytest.fixture
def browser() -> Iterator[Opener]:
    """Start a Chromium, with its arguments, that ends with the test."""
    if find_chromium() is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: make test installs it")
        pytest.skip("no Chromium")
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(Chromium(*args, **options))
