"""Puts the C versions of what every tick needs in place of botkit's own, which specify them."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from typing import Any

import _botkit  # type: ignore[import-not-found]  # sandbox/guest/native
import guest_kit  # type: ignore[import-not-found]

import botkit.runner as runner

_read_any, _write_any = runner.read_json, runner.write_json


def read_json(text: str) -> Any:
    """Return what `json` reads."""
    found = _botkit.read(text)
    return _read_any(text) if found is None else found


def read_observation(text: str) -> Any:
    """Return an observation whose contacts are rows, which make their numbers objects only when they are read."""
    found = _botkit.read_rows(text)
    return _read_any(text) if found is None else found


def write_json(value: object) -> str:
    """Return what `json` writes, without blanks."""
    text: str | None = _botkit.write(value)
    return _write_any(value) if text is None else text


def install(tick: Callable[[str], str], describe: Callable[[BaseException], str]) -> None:
    """Use them, and serve ticks by `tick`, errors by `describe`; bots cannot import the module afterwards."""
    runner.read_json, runner.read_observation, runner.write_json = read_json, read_observation, write_json
    guest_kit.install()
    _botkit.serve(tick, describe)
    for name in ("_botkit", "guest_kit", "guest_native"):
        del sys.modules[name]


def freeze() -> None:
    """Keep what lives now for good: neither a collection nor a reference to it writes to its pages."""
    gc.collect()
    _botkit.immortalize(gc.get_objects())
    gc.freeze()
