"""Strangers' texts in Discord's markup: they show as they are, format nothing, link to nothing, ping nobody."""

from __future__ import annotations

from discord.utils import escape_markdown

from sandbox.clean import clean_text

FIELD = 1024  # characters of an embed's field
DESCRIPTION = 4096


def plain(text: str, limit: int = 200) -> str:
    """A text as itself. Mentions need no more: in embeds they ping nobody, elsewhere `allowed_mentions` is none."""
    marked = escape_markdown(clean_text(text, limit), ignore_links=False)
    return marked.replace("<", "\\<").replace("@", "@\u200b").replace("://", ":\u200b//").replace("[", "\\[")


def code(text: str, limit: int = 200) -> str:
    """A text as code, in a line."""
    return f"`{_unquoted(text, limit) or ' '}`"


def block(lines: list[str], limit: int = FIELD) -> str:
    """Lines as a block of code, cut after the last that fits."""
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
    """A user, by his name as the reader sees it."""
    return f"<@{number}>"


def moment(at: float, style: str = "R") -> str:
    """A time, in the reader's own words: `R` in 5 minutes, `t` 16:20."""
    return f"<t:{int(at)}:{style}>"


def _unquoted(text: str, limit: int) -> str:
    return clean_text(text, limit).replace("`", "'")
