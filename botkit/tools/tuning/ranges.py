"""The values that a sweep may give to a constant: LO:HI, LO:HI:STEP, or a list of choices A,B,C."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from botkit.tools.tuning.constants import Constant, Number
from league.cli.errors import LeagueError

DIGITS = 15  # before and after the point of a bound, at most
MOST = 10**9  # values in a range
FINE = 100  # a range of floats without a step has at least this many, and fewer than ten times as many

SHAPE = "write LO:HI, LO:HI:STEP, or choices as A,B,C"


@dataclass(frozen=True)
class Grid:
    """Evenly spaced values."""

    low: Decimal
    step: Decimal
    count: int
    whole: bool  # whether the values are ints

    def value(self, index: int) -> Number:
        return _number(self.low + index * self.step, self.whole)

    def index(self, value: Number) -> int | None:
        """Return the place of a value, or None if it is not on the grid."""
        index = round((Decimal(repr(value)) - self.low) / self.step)
        return index if 0 <= index < self.count and self.value(index) == value else None

    @property
    def text(self) -> str:
        return f"{self.value(0)!r}:{self.value(self.count - 1)!r}:{_number(self.step, self.whole)!r}"


@dataclass(frozen=True)
class Categorical:
    """Values in no particular relation to each other."""

    values: tuple[Number, ...]

    @property
    def count(self) -> int:
        return len(self.values)

    def value(self, index: int) -> Number:
        return self.values[index]

    def index(self, value: Number) -> int | None:
        return self.values.index(value) if value in self.values else None

    @property
    def text(self) -> str:
        return ",".join(map(repr, self.values))


Range = Grid | Categorical


def parse_range(constant: Constant, text: str) -> Range:
    """Parse the values of a constant. Ints stay ints: if its present value and the values are all ints.

    Raises:
        LeagueError: the text has another shape, a bound is not a number, the bounds are reversed or equal, there are
            too many values, or floats cannot tell them apart.
    """
    if "," in text:
        return _choices(constant, text)
    numbers = [_decimal(constant, part) for part in text.split(":")]
    if len(numbers) not in (2, 3):
        raise LeagueError(f"{constant.label}: {text!r} is not a range: {SHAPE}")
    low, high = numbers[:2]
    if low >= high:
        raise LeagueError(f"{constant.label}: {text!r}: the lower bound must be below the upper one")
    whole = isinstance(constant.value, int) and all(number == number.to_integral() for number in numbers)
    step = numbers[2] if len(numbers) == 3 else _step(low, high, whole)
    if step <= 0 or step > high - low:
        raise LeagueError(f"{constant.label}: {text!r}: the step must be above 0, and at most the range")
    if not whole and step < 2 * Decimal(math.ulp(max(abs(float(low)), abs(float(high))))):
        raise LeagueError(
            f"{constant.label}: {text!r}: floats cannot tell its values apart: use a larger step or range"
        )
    if (high - low) / step >= MOST:
        raise LeagueError(f"{constant.label}: {text!r} has too many values: choose a larger step")
    return Grid(low, step, int((high - low) / step) + 1, whole)


def _step(low: Decimal, high: Decimal, whole: bool) -> Decimal:
    """Return the step of a range without one: 1 for ints, a power of ten for floats."""
    if whole:
        return Decimal(1)
    return Decimal(10) ** math.floor(((high - low) / FINE).log10())


def _choices(constant: Constant, text: str) -> Categorical:
    numbers = [_decimal(constant, part) for part in text.split(",")]
    whole = isinstance(constant.value, int) and all(number == number.to_integral() for number in numbers)
    values = tuple(dict.fromkeys(_number(number, whole) for number in numbers))
    if len(values) < 2:
        raise LeagueError(f"{constant.label}: {text!r} has only one value: {SHAPE}")
    return Categorical(values)


def _decimal(constant: Constant, text: str) -> Decimal:
    try:
        number = Decimal(text.strip()) if len(text) <= 40 else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise LeagueError(f"{constant.label}: {text!r} is not a number: {SHAPE}")
    if number and not -DIGITS <= number.adjusted() < DIGITS:
        raise LeagueError(f"{constant.label}: {text!r} is too large or too small: use 1e-15 to 1e15")
    return number


def _number(number: Decimal, whole: bool) -> Number:
    return int(number) if whole else float(number) + 0.0  # never -0.0
