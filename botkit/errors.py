"""Descriptions of what a bot raised: type, text, probable cause, place, and the traceback of the bot's own frames."""

from __future__ import annotations

import contextlib
import traceback
from types import TracebackType

from botkit import advice, hints
from botkit.imports import MemoryLoader
from botkit.location import source_of
from botkit.output import clean

MESSAGE_LENGTH = 300  # characters of a one-line message
TRACEBACK_LENGTH = 4_000  # characters
TRACEBACK_FRAMES = 6  # the innermost ones
_NOT_THE_BOTS = (
    __file__.removesuffix("errors.py"),
    "<frozen importlib",
)  # prefixes of the files of frames that are not the bot's


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
    hint = _hint(error, own)
    return f"{kind}\n{_message(error, links, own, hint)}\n{_traceback(error, own, hint)}"


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
    return source_of(link.tb_frame)


def _message(error: BaseException, links: list[TracebackType], own: list[TracebackType], hint: str) -> str:
    try:
        text = str(error.msg) if isinstance(error, SyntaxError) else str(error)
        text, where = text + hint, _where(error, links, own)
        words = " ".join(f"{type(error).__name__}: {text[:MESSAGE_LENGTH]}".split() if text else [type(error).__name__])
        room = MESSAGE_LENGTH - len(where)
        return clean((words if len(words) <= room else words[: room - 1] + "…") + where)[:MESSAGE_LENGTH]
    except BaseException:
        return "an exception that cannot be shown"


def _hint(error: BaseException, own: list[TracebackType]) -> str:
    """Return advice in parentheses if the innermost frame is in the bot's code, or a file does not compile, else ""."""
    try:
        if isinstance(error, SyntaxError):
            found = advice.of_syntax(str(error.msg), str(error.text or ""))
            return f" ({found})" if found else ""
        source = _source(own[-1]) if own else None
        if source is None:
            return ""
        lines, frame = source.text.splitlines(), own[-1].tb_frame
        line = lines[own[-1].tb_lineno - 1] if own[-1].tb_lineno <= len(lines) else ""
        found = advice.advice(error, line, frame.f_globals, frame.f_code)
        return f" ({found})" if found else ""
    except BaseException:
        return ""


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


def _traceback(error: BaseException, own: list[TracebackType], hint: str) -> str:
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
        return clean("".join(lines).rstrip("\n") + hint)[-TRACEBACK_LENGTH:]
    except BaseException:
        return "an exception whose traceback cannot be shown"
