from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from benchmarks.chromium import Chromium

Opener = Callable[..., Chromium]


@pytest.fixture
def browser(chromium: str) -> Iterator[Opener]:
    """Start a Chromium, with its arguments, that ends with the test."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(Chromium(*args, **options))
