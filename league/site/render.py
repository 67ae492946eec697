"""Rendering of pages: templates that escape everything, under a content security policy without exceptions."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from league.cli.wording import counted
from sandbox.clean import clean_text
from systems.rules import TICK_RATE

FOLDER = Path(__file__).parent
LONGEST = 600  # characters of a text from the store
_POLICY = "default-src 'none'; {}; img-src data:; base-uri 'none'; form-action 'none'"


def printable(value: object) -> object:
    """Return a text of the store without control characters, at a bounded length; anything else as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return clean_text(value, LONGEST)
    return value


@cache
def environment() -> Environment:
    """Return the templates' environment."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "counted": counted,
        "seconds": seconds,
        "day": day,
        "moment": moment,
        "percent": percent,
    }
    made.filters.update(filters)
    return made


def render(template: str, **values: Any) -> str:
    """Return a page."""
    return environment().get_template(template).render(**values)


@cache
def asset(name: str) -> str:
    """Return the text of a static file of this package."""
    return (FOLDER / "static" / name).read_text(encoding="utf-8")


def linked_policy() -> Markup:
    """Return the policy of a page whose script and styles are files beside it."""
    return Markup(_POLICY.format("script-src 'self'; style-src 'self'"))


def inline_policy(script: str, style: str) -> Markup:
    """Return the policy of a page that holds its script and its style sheet, and runs no others."""
    return Markup(_POLICY.format(f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"))


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def seconds(ticks: float) -> str:
    return f"{ticks / TICK_RATE:.0f} s"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def day(at: int) -> str:
    """Return the day of a time in s since 1970 UTC; "" for one that no calendar has, or is not known."""
    return moment(at)[:10]


def moment(at: int) -> str:
    """Return a time in s since 1970 UTC to the minute; "" for one that no calendar has, or is not known."""
    try:
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}" if at else ""
    except (ValueError, OverflowError, OSError):
        return ""
