"""Budget of an answer's text, checked before it is parsed, so that no answer costs its host more than a full one."""

from __future__ import annotations

import re

MAX_ELEMENTS = 4_000  # commas, colons and opening brackets outside strings: about one per value or key
MAX_QUOTES = 12_000  # quotation marks, also escaped ones
MAX_PLAIN = 32_768  # characters outside strings
_SMALL = 1_000  # characters of an answer that needs no check
# Possessive, so that it is linear; a string that is not closed ends with the text.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def check_budget(text: str) -> None:
    """Raise ValueError if parsing an answer would cost too much."""
    if len(text) <= _SMALL or (len(text) <= MAX_PLAIN and _elements(text) <= MAX_ELEMENTS):
        return
    if text.count('"') > MAX_QUOTES:
        raise ValueError(f"the answer has more than {MAX_QUOTES:,} quotation marks")
    plain = _STRING.sub("", text)
    if len(plain) > MAX_PLAIN:
        raise ValueError(f"the answer has more than {MAX_PLAIN:,} characters outside strings")
    if _elements(plain) > MAX_ELEMENTS:
        raise ValueError(f"the answer has more than {MAX_ELEMENTS:,} keys and values")


def _elements(text: str) -> int:
    return text.count(",") + text.count(":") + text.count("[") + text.count("{")
