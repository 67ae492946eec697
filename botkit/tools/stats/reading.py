"""Logs with a bot in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.log import MatchLog
from league.bots.roster import KINDS
from league.logs.files import read_log_file
from sandbox.clean import clean_name, clean_text

_TOGETHER = 32 << 20  # bytes of inputs that are simulated together; those of a duel of 600 ticks take 6 KB
_SHORTEST = 8  # characters of an identity that are enough


@dataclass(frozen=True)
class LoggedSeat:
    """A program as the header of a log has it, which is untrusted; "" for what is missing."""

    bot: str
    name: str
    identity: str

    @classmethod
    def all_of(cls, log: MatchLog) -> list[LoggedSeat]:
        """Return the seats of a log."""
        recorded = log.header.get("seats")
        seats = [seat if isinstance(seat, dict) else {} for seat in recorded] if isinstance(recorded, list) else []
        texts = [[seat.get(key) for key in ("bot", "name", "identity")] for seat in seats]
        return [cls(*(clean_text(text, 100) if isinstance(text, str) else "" for text in own)) for own in texts]

    @property
    def shown(self) -> str:
        """What it is called: its file's name."""
        return clean_name(self.bot) or clean_name(self.name) or "bot"

    def is_called(self, wanted: str) -> bool:
        """Return whether `wanted` is its file's name, what it calls itself, or the start of its identity."""
        names = {clean_name(self.bot).casefold(), clean_name(self.name).casefold()} - {""}
        start = wanted.lower()
        return wanted.casefold() in names or (len(start) >= _SHORTEST and self.identity.startswith(start))


def name_of(bot: str) -> str:
    """Return the name of a bot that may be given as a path: `ace` for `bots/ace.py`."""
    path = Path(bot)
    if path.suffix in KINDS or len(path.parts) > 1 or path.is_dir():
        path = path.resolve() if path.name in ("", "..") else path
        return path.parent.name if path.name == "main.py" else path.stem if path.suffix in KINDS else path.name
    return bot


@dataclass(frozen=True)
class FoundLog:
    """A log in which the bot plays."""

    path: Path
    log: MatchLog
    seats: list[LoggedSeat]
    own: list[int]  # seats of the bot

    def name_of(self, seat: int) -> str:
        """Return what the bot in a seat is called."""
        return self.seats[seat].shown if seat < len(self.seats) else "bot"


@dataclass
class LogReader:
    """Reads logs, and keeps those in which a bot plays.

    Attributes:
        against: only games with one of these in another seat, if there are any.
        unread: logs that cannot be read, and why.
        without: number of logs without the bot.
        names: bots in these.
    """

    bot: str
    against: Sequence[str] = ()
    unread: list[tuple[str, str]] = field(default_factory=list)
    without: int = 0
    names: set[str] = field(default_factory=set)

    def chunks(self, paths: Sequence[Path]) -> Iterator[tuple[int, list[FoundLog]]]:
        """Yield logs, as many at a time as memory is bounded for, with the number of paths read so far."""
        chunk: list[FoundLog] = []
        size = 0
        for number, path in enumerate(paths):
            found = self._read(path)
            if found is None:
                continue
            chunk.append(found)
            size += found.log.inputs.nbytes
            if size > _TOGETHER:
                yield number + 1, chunk
                chunk, size = [], 0
        yield len(paths), chunk

    def _read(self, path: Path) -> FoundLog | None:
        try:
            log = read_log_file(path)
        except OSError as error:
            self.refuse(path, error.strerror or str(error))
            return None
        except ValueError as error:  # NotALog and DamagedLog are subclasses
            self.refuse(path, str(error))
            return None
        if log.damage and not len(log.inputs):
            self.refuse(path, log.damage)
            return None
        seats = LoggedSeat.all_of(log)
        own = [number for number, seat in enumerate(seats) if seat.is_called(self.bot)]
        others = [seat for number, seat in enumerate(seats) if number not in own]
        if not own or (self.against and not any(seat.is_called(name) for seat in others for name in self.against)):
            self.without += 1
            self.names |= {seat.shown for seat in (others if own else seats)}
            return None
        return FoundLog(path, log, seats, own)

    def refuse(self, path: Path, reason: str) -> None:
        """Note a log of which nothing can be told."""
        self.unread.append((clean_text(str(path), 200), clean_text(reason, 200)))
