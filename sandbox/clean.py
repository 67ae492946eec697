"""Text that a stranger's program chose, made fit to keep and to show: printable, and no longer than it may be."""

from __future__ import annotations

NAME_LENGTH = 24  # characters of a name


def clean_text(text: str, limit: int, lines: bool = False) -> str:
    """`text` in at most `limit` characters, each printable (so no escape codes, no marks that turn the line around).

    Line ends become blanks unless `lines`; tabs become blanks; what else does not print becomes "?". What is cut off
    leaves a "…". Escaping for HTML, CSV, rich or Discord is for whoever shows it.
    """
    cut = text[: limit + 1]
    if not (cut.isascii() and cut.isprintable()):
        if lines:
            cut = "\n".join(_printable(line) for line in cut.split("\n"))
        else:
            cut = _printable(" ".join(cut.splitlines()))
    return cut if len(text) <= limit else cut[: limit - 1] + "…"


def clean_name(text: str) -> str:
    """A name for showing: one line, blanks at the ends and runs of them gone, at most 24 characters."""
    return " ".join(clean_text(text[:1000], 1000).split())[:NAME_LENGTH].rstrip()


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\t\r\n" else "?" for c in text)
