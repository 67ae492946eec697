"""What a bot writes for its author to see: log lines, drawings and plots, each with a cap a tick."""

from __future__ import annotations

import io

LOG_LENGTH = 4_096  # characters a tick
LOG_CUT = "[log cut]"
PLOTS = 16  # names a tick


def clean(text: str) -> str:
    """`text` with lone surrogates, which no UTF-8 can hold, replaced by question marks."""
    return text.encode("utf-8", "replace").decode()


def is_color(value: str) -> bool:
    """Whether `value` is `#rrggbb`."""
    return len(value) == 7 and value[0] == "#" and all(c in "0123456789abcdefABCDEF" for c in value[1:])


class BotLog(io.TextIOBase):
    """The lines of a tick: a text file to write to, so that it can stand in for `sys.stdout`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._left = LOG_LENGTH
        self._cut = False

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, text: str) -> int:
        """Takes `text`, as far as there is room; what is beyond is dropped when it is written, not kept in memory."""
        if self._left > 0:
            self._parts.append(text[: self._left])
        if len(text) > self._left and text[self._left :].strip():
            self._cut = True
        self._left = max(0, self._left - len(text))
        return len(text)

    def take(self, *marks: str) -> str:
        """What was written since the last call, as lines joined by newlines; empties the log.

        Args:
            marks: lines to put at the end, whatever room is left.
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
