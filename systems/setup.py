"""The setup of a match: together with the inputs, all that the engine is given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from engine.log import MAX_TICKS
from engine.rng import derive
from systems.arenas import ARENAS
from systems.rules import Rules

CODE_VERSION = 5  # increment when a change of a system's code changes results
RELEASES = {4: "0.1.0", 5: "0.2.0"}  # the first release of each code version; those before were not released
DEFAULT_TICKS = 1_800


def played_by(code_version: int) -> str:
    """Return which release played the matches of a code version, in words."""
    known = [version for version in RELEASES if version <= code_version]
    if code_version > max(RELEASES):
        return f"a release after {RELEASES[max(RELEASES)]}"
    return f"release {RELEASES[max(known)]}" if known else f"a version before release {RELEASES[min(RELEASES)]}"


@dataclass(frozen=True)
class Setup:
    """The initial conditions of a match.

    Raises:
        ValueError: a value is not possible.
    """

    mode: str
    seed: int  # 0 .. 2^64 - 1
    arena: str = "open"
    sides: int = 2
    ships: int = 1  # per side
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
        _check_version(self.code_version)

    def as_dict(self) -> dict[str, object]:
        """Return the setup as a dict for JSON, as in a log's header."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        return {"mode": self.mode, "arena": self.arena, **numbers, "rules": self.rules.as_dict()}

    @classmethod
    def from_dict(cls, values: Any) -> Setup:
        """Parse a setup from an untrusted source, the inverse of `as_dict`; raise ValueError if it is invalid."""
        if not isinstance(values, dict):
            raise ValueError("the setup is not an object")
        for name in _NUMBERS:
            value = values.get(name)
            if type(value) is not int or not 0 <= value < 2**64:
                raise ValueError(f"the setup's {name} is not a whole number below 2^64")
        _check_version(values["code_version"])  # before the rules, whose names may differ
        for name in ("mode", "arena"):
            value = values.get(name)
            if not isinstance(value, str) or len(value) > 24:
                raise ValueError(f"the setup's {name} is not a short text")
        numbers = {name: values[name] for name in _NUMBERS}
        return cls(mode=values["mode"], arena=values["arena"], rules=Rules.from_dict(values.get("rules")), **numbers)

    def with_seed(self, seed: int) -> Setup:
        """Return the setup of the same match with another seed."""
        return replace(self, seed=seed)

    @property
    def key(self) -> int:
        """The key of the match's draws, which does not reveal the seed."""
        return draw_key(self.seed)

    def bot_seed(self, seat: int) -> int:
        """Return the seed of the program in `seat`, which does not reveal the match's."""
        return derive(b"bot", self.seed, seat)


def draw_key(seed: int) -> int:
    """Return the key of the draws of the match with this seed, which it does not reveal."""
    return derive(b"key", seed)


def _check_version(code_version: int) -> None:
    if code_version != CODE_VERSION:
        raise ValueError(
            f"played by version {code_version} of the systems ({played_by(code_version)}), this is version "
            f"{CODE_VERSION}: replay it with the spacecode it was made with"
        )


_NUMBERS = ("seed", "sides", "ships", "max_ticks", "code_version")
