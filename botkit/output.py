"""The log of a bot, and the limits per tick on logs and plots."""

from __future__ import annotations

import io

LOG_LENGTH = 4_096  # characters a tick
WARNING = "warning: "  # begins a line of the log about what the bot hardly means
LOG_CUT = "[log cut]"
PLOTS = 16  # names a tick
MARKS = 4  # a tick


def clean(text: str) -> str:
    """Return `text` with lone surrogates, which UTF-8 cannot encode, replaced by question marks."""
    return text.encode("utf-8", "replace").decode()


def is_color(value: str) -> bool:
    """Whether `value` is `#rrggbb`."""
    return len(value) == 7 and value[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in value[1:])


class BotLog(io.TextIOBase):
    """The log of a tick, as a text file that can stand in for `sys.stdout`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = LOG_LENGTH
        self._cut = False

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Append `text` up to the limit, and drop the rest."""
        if self._left > 0:
            self._parts.append(text[: self._left])
        if len(text) > self._left and text[self._left :].strip():
            self._cut = True
        self._left = max(0, self._left - len(text))
        return len(text)

    def take(self, *marks: str) -> str:
        """Return what was written since the last call, and empty the log.

        Args:
            marks: lines to append even if the log is full.
        """
        if not self._parts and not marks:
            return ""
        text = clean("".join(self._parts)).rstrip("\n")
        ends = [*([LOG_CUT] if self._cut else []), *marks]
        self._parts.clear()
        self._left = LOG_LENGTH
        self._cut = False
        if not ends:
            return text
        end = "\n".join(ends)
        text = text[: LOG_LENGTH - len(end) - 1]
        return f"{text}\n{end}" if text else end
