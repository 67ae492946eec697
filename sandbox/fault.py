"""What a program did that it may not do, or could not do."""

from __future__ import annotations

from sandbox.clean import clean_text

MESSAGE_LENGTH = 300  # characters
DETAIL_LENGTH = 4_000  # characters


class Fault(Exception):
    """A call into a program went wrong, by the program's own doing.

    Attributes:
        kind: raised, fuel, wall, memory, trap, output or start (docs/protocol.md).
        message: one line in the bot author's words, cleaned, at most 300 characters.
        detail: the traceback where there is one, cleaned, at most 4,000 characters.
    """

    def __init__(self, kind: str, message: str, detail: str = "") -> None:
        self.kind = kind
        self.message = clean_text(message, MESSAGE_LENGTH)
        self.detail = clean_text(detail, DETAIL_LENGTH, lines=True)
        super().__init__(self.kind, self.message, self.detail)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"
