"""Tables of settings in a TOML file, each read into a dataclass whose fields say how their values are checked."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from league.cli.errors import LeagueError
from sandbox.clean import clean_text

MAX_BYTES = 8192  # of a settings file: the time that tomllib takes grows with the square of a key's parts
MAX_ID = 2**63 - 1  # SQLite's largest integer
T = TypeVar("T")

# Of a setting: its name as shown in errors, its value, and the folder at which relative paths start.
Check = Callable[[str, Any, Path], Any]


@dataclass(frozen=True)
class SettingsFile:
    """A settings file as TOML has it.

    Attributes:
        shown: its path in errors.
        page: of the docs that describes its settings.
        values: settings and tables, not checked yet.
    """

    path: Path
    shown: str
    page: str
    values: Mapping[str, Any]


def read_toml(path: Path, page: str) -> SettingsFile:
    """Read a settings file. Raises LeagueError if it cannot be read, is too large, or is not TOML."""
    shown = clean_text(str(path), 200)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise LeagueError(f"{shown}: larger than {MAX_BYTES:,} bytes")
        return SettingsFile(path, shown, page, tomllib.loads(data.decode()))
    except OSError as error:
        raise LeagueError(f"{shown}: {error.strerror}") from None
    except RecursionError:
        raise LeagueError(f"{shown}: not TOML: nested too deeply") from None
    except ValueError as error:  # of TOML or of UTF-8
        raise LeagueError(f"{shown}: not TOML: {clean_text(str(error), 200)}") from None


def settings_of(kind: type[Any]) -> dict[str, Field[Any]]:
    """Return the fields of a dataclass that are settings, by name."""
    return {one.name: one for one in fields(kind) if "check" in one.metadata}


def refuse_unknown(file: SettingsFile, where: str, found: Iterable[str], known: Collection[str]) -> None:
    """Raise LeagueError if a setting is not in `known`; it names the one that was meant, if it looks like one."""
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"; did you mean {near[0]}?" if near else f"; see {file.page}"
            raise LeagueError(f"{file.shown}: {where}unknown setting {clean_text(name, 40)!r}{meant}")


def values_of(file: SettingsFile, where: str, found: Mapping[str, Any], kind: type[Any]) -> dict[str, Any]:
    """Return the checked values of a dataclass's settings among those found.

    Args:
        where: the table, as errors begin; "" outside of tables.

    Raises:
        LeagueError: a setting is missing or has no valid value.
    """
    values: dict[str, Any] = {}
    base = file.path.absolute().parent
    for name, one in settings_of(kind).items():
        if name not in found:
            if one.metadata["required"]:
                raise LeagueError(f"{file.shown}: {where}the setting {name} is missing; see {file.page}")
            continue
        try:
            values[name] = one.metadata["check"](name, found[name], base)
        except ValueError as error:
            raise LeagueError(f"{file.shown}: {where}{error}") from None
    return values


def read_table(file: SettingsFile, name: str, value: object, kind: type[T]) -> T:
    """Return a table as a dataclass. Raises LeagueError."""
    where = f"[{name}]: "
    if not isinstance(value, dict):
        raise LeagueError(f"{file.shown}: {name} must be a table, which begins with [{name}]; see {file.page}")
    refuse_unknown(file, where, value, settings_of(kind))
    return kind(**values_of(file, where, value, kind))


# Fields


def _setting(check: Check, default: Any) -> Any:
    return field(
        default=None if default is MISSING else default, metadata={"check": check, "required": default is MISSING}
    )


def integer(least: int, most: int, default: Any = MISSING) -> Any:
    """Return a field: an integer from `least` to `most`."""

    def check(name: str, value: Any, base: Path) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} must be an integer")
        if not least <= value <= most:
            raise ValueError(f"{name} must be an integer from {least} to {most}")
        return value

    return _setting(check, default)


def switch(default: bool) -> Any:
    """Return a field: true or false."""

    def check(name: str, value: Any, base: Path) -> bool:
        if not isinstance(value, bool):
            raise ValueError(f"{name} must be true or false")
        return value

    return _setting(check, default)


def identifier() -> Any:
    """Return a field: a required id of Discord's, for example."""
    return integer(1, MAX_ID)


def identifiers() -> Any:
    """Return a field: a list of ids."""

    def check(name: str, value: Any, base: Path) -> tuple[int, ...]:
        if not isinstance(value, list) or not all(type(one) is int and 0 < one <= MAX_ID for one in value):
            raise ValueError(f"{name} must be a list of user ids, for example {name} = [123456789012345678]")
        return tuple(value)

    return _setting(check, ())


def text(default: Any = MISSING, pattern: str = "", example: str = "…", what: str = "") -> Any:
    """Return a field: a string that matches a pattern; `what` and `example` describe one that does."""

    def check(name: str, value: Any, base: Path) -> str:
        found = _string(name, value)
        if pattern and not re.fullmatch(pattern, found):
            raise ValueError(f'{name} must be {what}, for example {name} = "{example}"')
        return found

    return _setting(check, default)


def choice(known: Collection[str], default: str) -> Any:
    """Return a field: one of the names in `known`."""

    def check(name: str, value: Any, base: Path) -> str:
        return _known(name, _string(name, value), known)

    return _setting(check, default)


def choices(known: Collection[str], default: tuple[str, ...], one: str) -> Any:
    """Return a field: a list of names in `known`, each of which is a `one`."""

    def check(name: str, value: Any, base: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            raise ValueError(f'{name} must be a list of names, for example {name} = ["{default[0]}"]')
        return tuple(dict.fromkeys(_known(one, each, known) for each in value))

    return _setting(check, default)


def location(default: Any = MISSING) -> Any:
    """Return a field: a path, relative to the settings file's folder."""

    def check(name: str, value: Any, base: Path) -> Path:
        return base / _string(name, value)

    return _setting(check, default)


def _string(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError(f'{name} must be a non-empty string, for example {name} = "…"')
    return value


def _known(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise ValueError(f"{name} {clean_text(value, 40)!r} is not one of: {', '.join(known)}")
    return value
