"""Budget of an answer's text, checked before it is parsed, so that none costs its host more than a few full answers."""

from __future__ import annotations

import re

MAX_PARTS = 2_000  # keys and values; an exponent counts as two more, and so does the "e" of true and of false
ESCAPES = 8  # escapes or quotation marks that count as one part
MAX_PLAIN = 32_768  # characters outside strings
_SMALL = 1_000  # characters of an answer that needs no check
# Possessive, so that it is linear; a string that is not closed ends with the text.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)


def check_budget(text: str) -> None:
    """Raise ValueError if parsing an answer would cost too much."""
    if len(text) <= _SMALL:
        return
    escapes = text.count('"') + text.count("\\") - text.count("\\\\") - text.count('\\"')
    most = MAX_PARTS - escapes // ESCAPES
    if len(text) <= MAX_PLAIN and _parts(text) <= most:
        return
    plain = _STRING.sub("", text) if most >= 0 else ""
    if len(plain) > MAX_PLAIN:
        raise ValueError(f"the answer has more than {MAX_PLAIN:,} characters outside strings")
    if _parts(plain) > most:
        raise ValueError(
            f"the answer has more than {MAX_PARTS:,} keys and values, counting exponents and every {ESCAPES} escapes"
        )


def _parts(text: str) -> int:
    """Return about the number of keys and values, each of which but the first follows a sign, and of exponents."""
    return sum(map(text.count, ",:[{")) + 2 * (text.count("e") + text.count("E"))
