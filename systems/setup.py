"""What a match starts from: with the Orders, all that the engine is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.log import MAX_TICKS
from engine.rng import derive
from systems.arenas import ARENAS
from systems.rules import Rules

CODE_VERSION = 4  # rises when a system's code changes what comes out
DEFAULT_TICKS = 1_800


@dataclass(frozen=True)
class Setup:
    """A match before its first tick.

    Raises:
        ValueError: a value that no match can have.
    """

    mode: str
    seed: int  # 0 .. 2^64 - 1
    arena: str = "open"
    sides: int = 2
    ships: int = 1  # a side
    max_ticks: int = DEFAULT_TICKS
    rules: Rules = field(default_factory=Rules)
    code_version: int = CODE_VERSION

    def __post_init__(self) -> None:
        if self.arena not in ARENAS:
            raise ValueError(f"arena {self.arena!r} is not one of: {', '.join(ARENAS)}")
        if not 0 <= self.seed < 2**64:
            raise ValueError(f"seed {self.seed} is not between 0 and 2^64 - 1")
        if not 1 <= self.max_ticks <= MAX_TICKS:
            raise ValueError(f"{self.max_ticks} ticks are not between 1 and {MAX_TICKS}")
        if self.code_version != CODE_VERSION:
            raise ValueError(
                f"played by version {self.code_version} of the systems, this is version {CODE_VERSION}: "
                "replay it with the spacecode it was made with"
            )

    def as_dict(self) -> dict[str, object]:
        """Ready for JSON: part of a log's header."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        return {"mode": self.mode, "arena": self.arena, **numbers, "rules": self.rules.as_dict()}

    @classmethod
    def from_dict(cls, values: Any) -> Setup:
        """The inverse of `as_dict`, for values that come from outside. Raises ValueError."""
        if not isinstance(values, dict):
            raise ValueError("the setup is not an object")
        for name in _NUMBERS:
            value = values.get(name)
            if type(value) is not int or not 0 <= value < 2**64:
                raise ValueError(f"the setup's {name} is not a whole number below 2^64")
        for name in ("mode", "arena"):
            value = values.get(name)
            if not isinstance(value, str) or len(value) > 24:
                raise ValueError(f"the setup's {name} is not a short text")
        numbers = {name: values[name] for name in _NUMBERS}
        return cls(mode=values["mode"], arena=values["arena"], rules=Rules.from_dict(values.get("rules")), **numbers)

    def with_seed(self, seed: int) -> Setup:
        """The same match from another seed."""
        return replace(self, seed=seed)

    @property
    def key(self) -> int:
        """What the match's draws are made from; does not tell the seed."""
        return derive(b"key", self.seed)

    def bot_seed(self, seat: int) -> int:
        """The seed that the program in `seat` is given; does not tell the match's."""
        return derive(b"bot", self.seed, seat)


_NUMBERS = ("seed", "sides", "ships", "max_ticks", "code_version")
