"""Runs one bot: loads it, starts it with the briefing, and asks it for orders every tick. JSON in, JSON out.

The same code runs inside the sandbox's guest and in a developer's own process.
"""

from __future__ import annotations

import contextlib
import json
import random
import traceback
from collections.abc import Callable, Mapping, Sequence
from types import FunctionType, TracebackType
from typing import Any

from botkit import hints
from botkit.check import see_docs
from botkit.imports import BotModules, MemoryLoader
from botkit.match import Match
from botkit.output import BotLog, clean, is_color
from botkit.side import Side

MESSAGE_LENGTH = 300  # characters of a one-line message
TRACEBACK_LENGTH = 4_000  # characters
TRACEBACK_FRAMES = 6  # the innermost ones
CO_VARARGS = 4  # of a code object's flags: it has *args
CO_NEVER_RUN = 0x20 | 0x80 | 0x200  # flags of generators and async functions, whose call runs nothing

_NOT_THE_BOTS = (
    __file__.removesuffix("runner.py"),
    "<frozen importlib",
)  # prefixes of the files of frames that are not the bot's

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
    """

    def __init__(self, name: str, files: Sequence[tuple[str, str]], seed: int, root: str | None = None) -> None:
        self.name = name
        self._log = BotLog()
        self._random: Any = None
        self._side: Side | None = None
        self._modules = BotModules(name, files, root)
        self._take_turn()
        random.seed(seed)
        try:
            self._globals = self._load()
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
        return write_json(_answer(self._globals))

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
            tick(ship)
        return side.action()

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
            raise ProgramError(f"bot_main returned {_short(action)}: expected a dict")
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


def write_log(text: str) -> None:
    """Add `text` to the log of the active bot. In the guest, `print` ends here."""
    if _active is not None:
        _active._log.write(text)


def describe(error: BaseException) -> str:
    """Return what a bot raised as `KIND\\nMESSAGE\\nTRACEBACK`, however the exception behaves.

    KIND is `memory` for a MemoryError and `raised` for all others, SystemExit and KeyboardInterrupt included.
    MESSAGE is one line of at most 300 characters: type, text, and the innermost file and line in the bot's code.
    TRACEBACK begins at the bot's own frames; at most 4,000 characters.
    """
    with contextlib.suppress(BaseException):
        hints.explain(error)
    kind = "memory" if issubclass(type(error), MemoryError) else "raised"
    links = _links(error)
    own = _own_links(links)
    return f"{kind}\n{_message(error, links, own)}\n{_traceback(error, own)}"


def _links(error: BaseException) -> list[TracebackType]:
    """Return the traceback, outermost first, even if the exception's class overrides its attributes."""
    links: list[TracebackType] = []
    link: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    while link is not None:
        links.append(link)
        link = link.tb_next
    return links


def _own_links(links: list[TracebackType]) -> list[TracebackType]:
    """Return the links from the bot's first frame on, without those of this kit and the import machinery."""
    own: list[TracebackType] = []
    for link in links:
        if _source(link) or (own and not link.tb_frame.f_code.co_filename.startswith(_NOT_THE_BOTS)):
            own.append(link)
    return own


def _source(link: TracebackType) -> MemoryLoader | None:
    loader = link.tb_frame.f_globals.get("__loader__")
    return loader if isinstance(loader, MemoryLoader) and loader.filename == link.tb_frame.f_code.co_filename else None


def _message(error: BaseException, links: list[TracebackType], own: list[TracebackType]) -> str:
    try:
        text, where = str(error) + _hint(error, own), _where(error, links, own)
        if isinstance(error, SyntaxError):
            text = str(error.msg)
        words = " ".join(f"{type(error).__name__}: {text[:MESSAGE_LENGTH]}".split() if text else [type(error).__name__])
        room = MESSAGE_LENGTH - len(where)
        return clean((words if len(words) <= room else words[: room - 1] + "…") + where)[:MESSAGE_LENGTH]
    except BaseException:
        return "an exception that cannot be shown"


def _hint(error: BaseException, own: list[TracebackType]) -> str:
    """Return a hint in parentheses if the innermost frame is in the bot's code, else ""."""
    source = _source(own[-1]) if own else None
    if source is None:
        return ""
    lines = source.text.splitlines()
    line = lines[own[-1].tb_lineno - 1] if own[-1].tb_lineno <= len(lines) else ""
    found = hints.hint(error, line, own[-1].tb_frame.f_globals)
    return f" ({found})" if found else ""


def _where(error: BaseException, links: list[TracebackType], own: list[TracebackType]) -> str:
    """Return ` (FILE line N)`: the file that does not compile, or else the innermost of the bot's own lines."""
    for link in links:
        if link.tb_frame.f_code is MemoryLoader.get_code.__code__:
            line = f" line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
            return f" ({link.tb_frame.f_locals['self'].path}{line})"
    for link in reversed(own):
        if source := _source(link):
            return f" ({source.path} line {link.tb_lineno})"
    return ""


def _traceback(error: BaseException, own: list[TracebackType]) -> str:
    """Return the traceback of the innermost frames, always including the innermost of the bot's own."""
    try:
        shown = own[-TRACEBACK_FRAMES:]
        if not any(map(_source, shown)):
            shown[:1] = [link for link in own if _source(link)][-1:]
        chain: TracebackType | None = None
        for link in reversed(shown):
            chain = TracebackType(chain, link.tb_frame, link.tb_lasti, link.tb_lineno)
            if source := _source(link):
                source.show_lines()  # they are no longer registered if the program did not load
        lines = traceback.format_exception(type(error), error, chain, limit=-TRACEBACK_FRAMES, chain=False)
        return clean("".join(lines))[-TRACEBACK_LENGTH:].rstrip("\n")
    except BaseException:
        return "an exception whose traceback cannot be shown"


def _function(names: Mapping[str, Any], name: str) -> Callable[[Any], Any] | None:
    found = names.get(name)
    return found if callable(found) else None


def _answer(names: Mapping[str, Any]) -> dict[str, str]:
    answer: dict[str, str] = {}
    for key in ("NAME", "AUTHOR", "VERSION", "COLOR"):
        if key not in names:
            continue
        value = names[key]
        if key == "VERSION" and isinstance(value, (int, float)):
            value = str(value)
        if not isinstance(value, str):
            raise ProgramError(f"{key}: expected a string, not {_short(value)}")
        if key == "COLOR" and not is_color(value):
            raise ProgramError(f"COLOR: expected '#rrggbb', not {_short(value)}")
        answer[key.lower()] = clean(value[:100])
    return answer


def _short(value: object) -> str:
    return repr(value)[:60]


def _no_bot(path: str, found: Mapping[str, Any]) -> str:
    """Return the message for a file without a bot, with a guess at the function that was meant as `tick`."""
    message = f"{path} defines neither tick(ship) nor bot_main(observation)"
    if "tick" in found:
        return see_docs(f"{message}: its tick is {_short(found['tick'])}, not a function", "tick")
    own = {name: value for name, value in found.items() if isinstance(value, FunctionType)}
    own = {name: value for name, value in own.items() if value.__globals__ is found}
    meant = hints.close("tick", (name.lower() for name in own))
    for name, function in own.items():
        if name.lower() == meant or len(own) == 1:
            message += f": was {name} (line {function.__code__.co_firstlineno}) meant to be tick?"
            break
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
