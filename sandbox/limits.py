"""The limits of a program."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

_MOST = 64  # maximum multiple of the default in untrusted limits


@dataclass(frozen=True)
class Limits:
    """The limits of one program in one match, as recorded in the log's header.

    Fuel is wasmtime's: about one unit per WebAssembly instruction, 10 M per millisecond, the same on every machine.

    Raises:
        ValueError: a limit is not positive, or is infinite.
    """

    tick_fuel: int = 100_000_000  # fuel of one tick
    load_fuel: int = 2_000_000_000  # fuel of load and start together
    memory: int = 64 << 20  # bytes of linear memory
    call_wall: float = 2.0  # s per call
    match_wall: float = 60.0  # s of all calls in a match
    # Calls of the host (clock, random bytes, standard streams) in one call; fuel does not see them.
    host_calls: int = 500
    host_bytes: int = 65_536  # bytes moved by these calls
    output: int = 65_536  # bytes of an action
    module_tick_fuel: int = 10_000_000  # fuel of one tick of a WebAssembly module
    module_load_fuel: int = 200_000_000  # fuel of its load and start together
    module_memory: int = 4 << 20  # bytes of its linear memory
    compile_wall: float = 10.0  # s to compile it, once per machine
    compile_memory: int = 1 << 30  # bytes of address space to compile it

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 < value < 2**63:
                raise ValueError(f"limit {name}: expected a finite number above 0")

    def as_dict(self) -> dict[str, object]:
        """Return the limits by name, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, numbers: Any, most: int = _MOST) -> Limits:
        """Parse limits from an untrusted source, the inverse of `as_dict`.

        Args:
            most: maximum multiple of the default that is accepted.

        Raises:
            ValueError: a limit is missing, unknown, of another type, or more than `most` times the default.
        """
        usual = asdict(cls())
        if not isinstance(numbers, dict) or numbers.keys() != usual.keys():
            raise ValueError("the limits are not those of this version")
        for name, default in usual.items():
            value = numbers[name]
            wanted = (int,) if isinstance(default, int) else (int, float)
            if isinstance(value, bool) or not isinstance(value, wanted):
                raise ValueError(f"limit {name}: expected a number")
            if not value <= most * default:
                times = f"{most} times the" if most > 1 else "the"
                raise ValueError(f"limit {name}: more than {times} default {default:,}")
        return cls(**{name: type(default)(numbers[name]) for name, default in usual.items()})


DEFAULT_LIMITS = Limits()
