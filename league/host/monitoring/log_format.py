"""The format of a host's log: a line of text, or one JSON object a line. Tokens are blanked in both."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from sandbox.clean import clean_text

LogFormat = Literal["text", "json"]
FORMATS: tuple[LogFormat, ...] = ("text", "json")
FIELDS = ("run", "ladder", "games", "void", "failures")  # of records about runs
BLANK = "[token]"
MAX_MESSAGE = 10_000  # characters

# What answers an interaction, or posts as a webhook, has its token in the address.
_ADDRESS = re.compile(r"(/(?:webhooks|interactions)/[0-9]+/)[^/?#\s'\"]+")
_BOT_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{25,}")


class LogFormatter(logging.Formatter):
    """Formats log records, with the traceback of an exception, without any token."""

    def __init__(self, kind: LogFormat, secrets: Sequence[str] = ()) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self._kind = kind
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as lines of text, or as one line of JSON."""
        if self._kind == "text":
            return self._blanked(super().format(record))
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": clean_text(self._blanked(record.getMessage()), MAX_MESSAGE),
        }
        found |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info:
            found["traceback"] = self._blanked(self.formatException(record.exc_info))
        return json.dumps(found, default=str)

    def _blanked(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, BLANK)
        return _BOT_TOKEN.sub(BLANK, _ADDRESS.sub(rf"\g<1>{BLANK}", text))


def set_up_logging(kind: LogFormat, secrets: Sequence[str] = ()) -> None:
    """Write the log of this process to stderr.

    Args:
        secrets: texts that never appear in it.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogFormatter(kind, secrets))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
