"""The pytest fixture `scene`, for tests of bots, available wherever spacecode is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from botkit.tools.scene import Scene


@pytest.fixture
def scene() -> Iterator[Callable[..., Scene]]:
    """Create scenes: `scene("ace.py", "hunter")`; see `botkit.tools.scene.Scene`."""
    from botkit.tools.scene import Scene  # on demand: most test runs do not use it

    made: list[Scene] = []

    def make(*bots: Any, **options: Any) -> Scene:
        made.append(Scene(*bots, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()
