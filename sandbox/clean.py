"""Cleaning of untrusted text for storage and display: printable and bounded in length."""

from __future__ import annotations

NAME_LENGTH = 24  # maximum characters of a name


def clean_text(text: str, limit: int, lines: bool = False) -> str:
    """Return `text` in at most `limit` printable characters, without escape codes or bidirectional controls.

    Tabs, and line ends unless `lines`, become blanks; other unprintable characters become "?". Truncated text ends with
    "…". Escaping for HTML, CSV, rich or Discord is left to the caller.
    """
    cut = text[: limit + 1]
    if not (cut.isascii() and cut.isprintable()):
        if lines:
            cut = "\n".join(_printable(line) for line in cut.split("\n"))
        else:
            cut = _printable(" ".join(cut.splitlines()))
    return cut if len(text) <= limit else cut[: limit - 1] + "…"


def clean_name(text: str) -> str:
    """Return a name for display: one line, without leading, trailing or repeated blanks, at most 24 characters."""
    return " ".join(clean_text(text[:1000], 1000).split())[:NAME_LENGTH].rstrip()


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else " " if c in "\t\r\n" else "?" for c in text])  # faster than a generator
