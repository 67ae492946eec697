"""The log: one JSON object a line, and no token in it."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from league.host.monitoring.log_format import BLANK, LogFormat, LogFormatter

SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
INTERACTION = "aW50ZXJhY3Rpb246MTIz-secret_part"


def record(message: str, *args: object, error: BaseException | None = None, **fields: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    found = logging.getLogger("league.host").makeRecord(
        "league.host", logging.WARNING, "x.py", 1, message, args, info, extra=fields
    )
    found.created = 1_790_000_000.25
    return found


def as_json(found: logging.LogRecord, *secrets: str) -> dict[str, Any]:
    text = LogFormatter("json", secrets).format(found)
    assert "\n" not in text
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def test_a_record_is_one_object() -> None:
    found = as_json(record("run %s: it\nended", 7, run=7, ladder="duel", other="x"))
    assert found == {
        "time": "2026-09-21T14:13:20.250+00:00",
        "level": "WARNING",
        "logger": "league.host",
        "message": "run 7: it ended",
        "run": 7,
        "ladder": "duel",
    }


def test_an_exception_has_its_traceback_on_the_same_line() -> None:
    try:
        raise ValueError(f"with {SECRET}")
    except ValueError as error:
        found = as_json(record("it failed", error=error), SECRET)
    assert "Traceback" in found["traceback"]
    assert "ValueError: with [token]" in found["traceback"]


@pytest.mark.parametrize("kind", ["text", "json"])
@pytest.mark.parametrize("known", [True, False], ids=["known", "by its form"])
def test_no_token_is_written(kind: LogFormat, known: bool) -> None:
    message = f"POST https://discord.com/api/v10/webhooks/123/{INTERACTION}/messages/@original with Bot {SECRET} failed"
    text = LogFormatter(kind, [SECRET] if known else []).format(record("%s", message))
    assert SECRET not in text
    assert INTERACTION not in text
    assert text.count(BLANK) == 2
    assert "/messages/@original with Bot" in text
