"""Runs one bot: loads it, starts it with the briefing, and asks it for orders every tick. JSON in, JSON out.

The same code runs inside the sandbox's guest and in a developer's own process.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from types import CodeType, FunctionType
from typing import Any

from botkit import hints, lint
from botkit.check import see_docs
from botkit.errors import describe as describe
from botkit.imports import BotModules, MemoryLoader
from botkit.match import Match
from botkit.output import WARNING, BotLog, clean, is_color
from botkit.ship import Ship
from botkit.side import Side

CO_VARARGS = 4  # of a code object's flags: it has *args
CO_NEVER_RUN = 0x20 | 0x80 | 0x200  # flags of generators and async functions, whose call runs nothing

_active: BotRunner | None = None  # the bot called last: `random` has one state per process


class ProgramError(Exception):
    """The files do not define a bot, or the bot returned an invalid answer."""


class BotRunner:
    """A loaded bot.

    Args:
        name: the bot's name. Messages call a single-file bot `NAME.py`.
        files: (path, text), paths relative with `/`; `main.py` is the program, its siblings can be imported.
        seed: seeds the bot's `random`.
        root: the folder or the `.py` file on disk that `files` were read from, if any: breakpoints and
            tracebacks then name the real files.

    Raises:
        ProgramError: there is no `main.py`, or it defines neither `tick(ship)` nor `bot_main(observation)`.
        BaseException: whatever the program raises while it loads.

    Attributes:
        warnings: what the bot hardly means, each with its line; also in its log, after `warning: `.
    """

    def __init__(self, name: str, files: Sequence[tuple[str, str]], seed: int, root: str | None = None) -> None:
        self.name = name
        self._log = BotLog()
        self._random: Any = None
        self._side: Side | None = None
        self.warnings: list[str] = []
        self._waiting = True  # for its first order
        self._modules = BotModules(name, files, root, self._warn)
        self._take_turn()
        random.seed(seed)
        try:
            self._globals = self._load()
            self._lint()
        except BaseException:
            self.close()
            raise
        self._tick: Callable[[Any], Any] | None = _function(self._globals, "tick")
        self._main: Callable[[Any], Any] | None = _function(self._globals, "bot_main")

    def _load(self) -> Mapping[str, Any]:
        main = self._modules.source("main")
        if main is None:
            raise ProgramError(f"{self.name}: there is no main.py")
        found = self._modules.load("main")
        if _function(found, "tick") is None and _function(found, "bot_main") is None:
            raise ProgramError(_no_bot(main.path, found))
        for name, takes in (("tick", "ship"), ("bot_main", "observation"), ("start", "match")):
            _check_takes_one(main.path, found.get(name), name, takes)
        return found

    def _lint(self) -> None:
        sources = list(self._modules.loaded())
        texts = [source.text for source in sources]
        for source in sources:
            assert source.code is not None  # it is loaded
            for line, words in lint.lint(source.text, source.code, _ORDERS, texts):
                self._warn(words, source.path, line)

    def _warn(self, words: str, path: str = "", line: int = 0) -> None:
        """Warn of something once."""
        told = f"{words} ({path} line {line})" if line else words
        if told not in self.warnings:
            self.warnings.append(told)
            self._log.write(f"{WARNING}{told}\n")

    def start(self, briefing: str) -> str:
        """Begin a match: call the bot's `start(match)`, if it has one.

        Args:
            briefing: JSON text, see the protocol.

        Returns:
            The answer as JSON text: those of `name author version color` that the bot defines as constants.

        Raises:
            ProgramError: one of those constants is not a string, or not a colour.
            BaseException: whatever the bot raises.
        """
        self._take_turn()
        match = Match(json.loads(briefing))
        self._side = Side(match, self._log)
        start = _function(self._globals, "start")
        if start is not None:
            start(match)
        return write_json(_answer(self._globals, self._modules.source("main")))

    def tick(self, observation: str) -> str:
        """Ask the bot for its orders.

        Args:
            observation: JSON text, see the protocol.

        Returns:
            The action as JSON text, without empty keys.

        Raises:
            BaseException: whatever the bot raises. What it logged before goes to the next tick's log.
        """
        if _active is not self:
            self._take_turn()
        if self._tick is None:
            return self._plain(read_json(observation))
        side = self._side
        if side is None:
            raise ProgramError("tick before start")
        tick = self._tick
        for ship in side.look(read_observation(observation)):
            if (value := tick(ship)) is not None:
                self._returned(value)
        if self._waiting:
            self._expect_order(side)
        return side.action()

    def _returned(self, value: object) -> None:
        """Warn of an action that `tick` returns."""
        if isinstance(value, (dict, list, str)):
            self._waiting = False
            words = "tick returns orders, which nothing reads: call ship.thrust() and the like"
            if isinstance(value, dict):
                words += ", or name the function bot_main"
            self._warn(words, *self._place(self._tick, lint.returned))

    def _place(self, function: object, line: Callable[[str, CodeType], int]) -> tuple[str, int]:
        """Return the path and a line of a function of the bot; the line is 0 if it is another callable."""
        function = getattr(function, "__func__", function)
        source = function.__globals__.get("__loader__") if isinstance(function, FunctionType) else None
        if not isinstance(function, FunctionType) or not isinstance(source, MemoryLoader):
            return "", 0
        return source.path, line(source.text, function.__code__)

    def _expect_order(self, side: Side) -> None:
        """Warn of a bot that has given no order for long."""
        if any(ship._order() for ship in side.ships):
            self._waiting = False
        elif side.tick >= lint.IDLE_TICKS:
            self._waiting = False
            words = f"tick gave no order in {lint.IDLE_TICKS} ticks: call ship.thrust(), ship.fly_to(…), ship.fire() …"
            self._warn(words, *self._place(self._tick, _first_line))

    def close(self) -> None:
        """Remove the bot's modules from the process."""
        global _active
        if _active is self:
            _active = None
        self._modules.close()

    def _plain(self, seen: dict[str, Any]) -> str:
        assert self._main is not None
        action = self._main(seen)
        if not isinstance(action, dict):
            words = f"bot_main returned {_short(action)}: expected a dict"
            if action is None:
                words += ', as in `return {"actions": ["FORWARD"]}`'
            raise ProgramError(f"{words}{self._at_main()}")
        if self._waiting:
            self._expect_words(seen, action)
        printed = self._log.take()
        if printed:
            before = action.get("log")
            action = {**action, "log": f"{before}\n{printed}" if isinstance(before, str) and before else printed}
        try:
            return write_json(action)
        except BaseException as error:
            self._log.write(printed)  # keep it for the next tick's log
            if isinstance(error, ValueError):
                raise ProgramError(f"bot_main returned what JSON cannot hold: {error}") from None
            raise

    def _at_main(self) -> str:
        path, line = self._place(self._main, lint.returned)
        return f" ({path} line {line})" if line else ""

    def _expect_words(self, seen: Any, action: dict[str, Any]) -> None:
        tick = seen.get("tick") if isinstance(seen, dict) else None
        if action.get("actions") or action.get("ships"):
            self._waiting = False
        elif isinstance(tick, int) and tick >= lint.IDLE_TICKS:
            self._waiting = False
            found = ", ".join(repr(key)[:20] for key in list(action)[:4]) or "nothing"
            words = f"bot_main gave no order in {lint.IDLE_TICKS} ticks: it returns {found}; orders are in 'actions'"
            self._warn(words, *self._place(self._main, lint.returned))

    def _take_turn(self) -> None:
        """Switch to this bot's random state: bots that share a process each have their own."""
        global _active
        if _active is self:
            return
        if _active is not None:
            _active._random = random.getstate()
        if self._random is not None:
            random.setstate(self._random)
        _active = self


def open_file(*args: Any, **options: Any) -> Any:
    """Open a file as the active bot's `open` does. In the guest, `io.open`, which `pathlib` uses, ends here."""
    return (open if _active is None else _active._modules.data.open)(*args, **options)


def write_log(text: str) -> None:
    """Add `text` to the log of the active bot. In the guest, `print` ends here."""
    if _active is not None:
        _active._log.write(text)


def _first_line(text: str, code: CodeType) -> int:
    return code.co_firstlineno


_ORDERS = frozenset(name for name in dir(Ship) if callable(getattr(Ship, name)) and not name.startswith("_"))


def _function(names: Mapping[str, Any], name: str) -> Callable[[Any], Any] | None:
    found = names.get(name)
    return found if callable(found) else None


def _answer(names: Mapping[str, Any], source: MemoryLoader | None) -> dict[str, str]:
    answer: dict[str, str] = {}
    for key in ("NAME", "AUTHOR", "VERSION", "COLOR"):
        if key not in names:
            continue
        value = names[key]
        if key == "VERSION" and isinstance(value, (int, float)):
            value = str(value)
        if not isinstance(value, str):
            raise ProgramError(f"{key}: expected a string, not {_short(value)}{_assigned(source, key)}")
        if key == "COLOR" and not is_color(value):
            raise ProgramError(f"COLOR: expected '#rrggbb', not {_short(value)}{_assigned(source, key)}")
        answer[key.lower()] = clean(value[:100])
    return answer


def _assigned(source: MemoryLoader | None, name: str) -> str:
    """Return ` (FILE line N)` of the line that assigns a constant, or ""."""
    lines = source.text.splitlines() if source is not None else []
    found = next((number for number, line in enumerate(lines, 1) if line.split("=")[0].strip() == name), 0)
    return f" ({source.path} line {found})" if source is not None and found else ""


def _short(value: object) -> str:
    return repr(value)[:60]


def _no_bot(path: str, found: Mapping[str, Any]) -> str:
    """Return the message for a file without a bot, with a guess at the function that was meant as `tick`."""
    message = f"{path} defines neither tick(ship) nor bot_main(observation)"
    if "tick" in found:
        return see_docs(f"{message}: its tick is {_short(found['tick'])}, not a function", "tick")
    for name, value in found.items():
        if isinstance(value, type) and value.__module__ == found.get("__name__") and callable(vars(value).get("tick")):
            line = getattr(getattr(vars(value)["tick"], "__code__", None), "co_firstlineno", 1)
            words = f"{message}: {name} is a class; write `tick = {name}().tick` below it"
            return f"{see_docs(words, 'tick')} ({path} line {line})"
    own = {name: value for name, value in found.items() if isinstance(value, FunctionType)}
    own = {name: value for name, value in own.items() if value.__globals__ is found}
    meant = hints.close("tick", (name.lower() for name in own))
    for name, function in own.items():
        if name.lower() == meant or len(own) == 1:
            line = function.__code__.co_firstlineno
            message = see_docs(f"{message}: was {name} (line {line}) meant to be tick?", "tick")
            return f"{message} ({path} line {line})"
    return see_docs(message, "tick")


def _check_takes_one(path: str, function: Any, name: str, takes: str) -> None:
    """Raise ProgramError at load, not once a tick, if a function cannot be called with one argument."""
    if not isinstance(function, FunctionType):
        return
    code, given = function.__code__, len(function.__defaults__ or ())
    if code.co_flags & CO_NEVER_RUN:
        message = see_docs(f"{name} is async or a generator: calling it runs nothing", name)
        raise ProgramError(f"{message} ({path} line {code.co_firstlineno})")
    keywords = set(code.co_varnames[code.co_argcount :][: code.co_kwonlyargcount]) - set(function.__kwdefaults__ or ())
    if not (code.co_argcount >= 1 or code.co_flags & CO_VARARGS) or code.co_argcount - given > 1 or keywords:
        found = ", ".join(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
        message = see_docs(
            f"{name}({found}) must take exactly one argument, the {takes}: write `def {name}({takes}):`", name
        )
        raise ProgramError(f"{message} ({path} line {code.co_firstlineno})")


def read_json(text: str) -> Any:
    """Return the value of a JSON text. The guest has a quicker version, as of `write_json`."""
    return _decode(text)[0]


def read_observation(text: str) -> Any:
    """Return an observation for the kit. In the guest, contacts' rows are no lists: they have a length and items."""
    return read_json(text)


def write_json(value: object) -> str:
    """Return a value as JSON text without blanks."""
    return _encode(value)


_decode = json.JSONDecoder().raw_decode  # `loads` also skips surrounding blanks, with regular expressions
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
