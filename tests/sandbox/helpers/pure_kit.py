"""The kit's Python as files of a bot, for the guest, whose own kit is partly in C."""

from __future__ import annotations

import re
from pathlib import Path

from botkit import vec

BOTKIT = Path(vec.__file__).parent
PARTS = [
    *("arena", "check", "contact", "draw", "hints", "match", "motion", "output", "senses", "ship", "side", "state"),
    *("steering", "tactics", "threat", "track", "vec"),
]


def pure(name: str) -> tuple[str, str]:
    """A module of botkit as a file of a bot, which nothing in C is put into."""
    text = (BOTKIT / f"{name}.py").read_text()
    text = re.sub(r"^(\s*)from botkit\.(\w+) import", r"\1from pure_\2 import", text, flags=re.MULTILINE)

    def one_by_one(found: re.Match[str]) -> str:
        return "; ".join(f"import pure_{each.strip()} as {each.strip()}" for each in found[1].split(","))

    return f"pure_{name}.py", re.sub(r"^from botkit import (.*)$", one_by_one, text, flags=re.MULTILINE)
