"""Escaping of untrusted text for Discord: it is shown literally, without formatting, links or pings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sandbox.clean import clean_text

FIELD = 1024  # characters of an embed field
DESCRIPTION = 4096
_MARKDOWN = re.compile(  # underscores within a word are text; the last only at the start: quotes, headings, lists
    r"[\\`*~|<\[\]]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|^[ ]*[>#+-]"
)


def plain(text: str, limit: int = 200) -> str:
    """Return text escaped for Markdown. Mentions in embeds ping nobody; elsewhere `allowed_mentions` is none."""
    marked = _MARKDOWN.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", clean_text(text, limit))
    return marked.replace("@", "@\u200b").replace("://", ":\u200b//")


def joined(lines: Sequence[str], limit: int = FIELD) -> str:
    """Return as many whole lines as fit into the limit."""
    kept: list[str] = []
    for line in lines:
        limit -= len(line) + 1
        if limit < 0:
            break
        kept.append(line)
    return "\n".join(kept) or "…"


def named(text: str, limit: int = 60) -> str:
    """Return a name in running text: as it is, or as inline code if Markdown would change it; without escapes."""
    shown = clean_text(text, limit)
    return shown if plain(shown, limit) == shown else code(shown, limit)


def prose(text: str, limit: int = 300) -> str:
    """Return text as `plain` does, but with what is between backquotes as inline code."""
    shown = clean_text(text, limit)
    parts = shown.split("`")
    if len(parts) % 2 == 0:  # an odd number of backquotes
        return plain(shown, limit)
    return "".join(code(part, limit) if n % 2 and part.strip() else plain(part, limit) for n, part in enumerate(parts))


def code(text: str, limit: int = 200) -> str:
    """Return text as inline code."""
    return f"`{_unquoted(text, limit) or ' '}`"


def block(lines: list[str], limit: int = FIELD) -> str:
    """Return lines as a code block, truncated to the limit."""
    kept: list[str] = []
    left = limit - len("```\n…\n```")
    for line in lines:
        shown = _unquoted(line, 200)
        left -= len(shown) + 1
        if left < 0:
            kept.append("…")
            break
        kept.append(shown)
    return "```\n" + "\n".join(kept) + "\n```"


def user(number: int) -> str:
    """Return a mention of a user, shown as their display name."""
    return f"<@{number}>"


def owner(number: str | None, names: Mapping[str, str]) -> str:
    """Return whose a bot is: the name of the user with this id, a mention if it is unknown, "" if it is nobody's."""
    if number is None or not number.isdecimal():
        return ""
    return named(names[number]) if number in names else user(int(number))


def moment(at: float, style: str = "R") -> str:
    """Return a timestamp in the reader's locale: style `R` is relative (in 5 minutes), `f` a date and time."""
    return f"<t:{int(at)}:{style}>"


def _unquoted(text: str, limit: int) -> str:
    return clean_text(text, limit).replace("`", "'")
