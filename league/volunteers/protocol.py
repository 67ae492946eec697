"""What a coordinator and its volunteers send each other: JSON of these dataclasses, and claims as bytes.

Both sides check everything: sizes before they read, shapes as they decode, values before they use them.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from importlib import metadata
from typing import TypeVar

import league
from engine.log import MAX_BYTES
from engine.log import VERSION as LOG_FORMAT
from league.match.batch import MAX_SEATS, Job
from league.match.manager import Seat
from league.match.sidecar import MAX_SEAT
from league.workers.replies import BadReply, decode
from sandbox import build
from sandbox.clean import clean_text
from sandbox.identity import identity
from sandbox.limits import Limits
from systems.setup import CODE_VERSION, Setup

PROTOCOL = 1
MAX_MESSAGE = 1 << 16  # bytes of a message to the coordinator, claims aside
MAX_LEASE = 48 << 20  # bytes of a lease: 16 bots of at most 1 MB, in base64
MAX_REASON = 300  # characters
MAX_WORKERS = 64  # of a volunteer
_MAX_GAMES = 64
_MAX_RESERVED = 100_000
_T = TypeVar("_T")
_SIZES = struct.Struct("<II")  # bytes of a log and of its sidecar


class BadMessage(ValueError):
    """A message has another shape or size than agreed."""


@dataclass(frozen=True)
class Edition:
    """What must be the same on both sides for games to be the same."""

    protocol: int
    release: str  # of the package spacecode
    code_version: int
    log_format: int
    guest: str  # SHA-256 (hex)
    wasmtime: str

    def difference(self, needed: Edition) -> str | None:
        """Return in one line how it differs from the needed edition and what to install, or None."""
        mine, theirs = asdict(self), asdict(needed)
        differing = [name for name in mine if mine[name] != theirs[name]]
        if not differing:
            return None
        parts = [f"{_WORDS[name]} {_short(mine[name])}, needed is {_short(theirs[name])}" for name in differing]
        fix = f"pip install spacecode=={clean_text(needed.release, 40)} wasmtime=={clean_text(needed.wasmtime, 40)}"
        if differing == ["guest"]:
            fix = "install the wheel that the host installed, or copy its sandbox/guest.wasm and guest.json"
        return f"{'; '.join(parts)}: {fix}"


_WORDS = {
    "protocol": "protocol",
    "release": "release",
    "code_version": "code_version",
    "log_format": "log format",
    "guest": "guest",
    "wasmtime": "wasmtime",
}


def _short(value: object) -> str:
    return clean_text(str(value), 16)


def own_edition() -> Edition:
    """Return this process's edition; there must be a guest, see `league.cli.guest.check_guest`."""
    guest: str = build.facts()["sha256"]
    return Edition(PROTOCOL, league.__version__, CODE_VERSION, LOG_FORMAT, guest, metadata.version("wasmtime"))


@dataclass(frozen=True)
class Ask:
    """A volunteer's request for games, or its first message."""

    edition: Edition
    client: str  # random, of this process
    workers: int


@dataclass(frozen=True)
class Welcome:
    """The answer to a first message."""

    volunteer: str
    heartbeat: float  # s between heartbeats


@dataclass(frozen=True)
class Extended:
    """The answer to a heartbeat."""

    seconds: float  # until the games are given to another volunteer, too


@dataclass(frozen=True)
class Notice:
    """Why a volunteer could not play a lease, or an answer's error."""

    reason: str


@dataclass(frozen=True)
class SentFile:
    """A file of a program: text, or the bytes of a module."""

    path: str
    text: str | None
    data: bytes | None


@dataclass(frozen=True)
class SentSeat:
    """A seat of a game; `program` is the identity of its files."""

    name: str
    version: int
    program: str


@dataclass(frozen=True)
class SentGame:
    """A game to play."""

    setup: dict[str, object]
    seats: tuple[SentSeat, ...]


@dataclass(frozen=True)
class LeasedGames:
    """Games that a volunteer is to play, with their programs."""

    lease: str
    seconds: float  # until they are given to another volunteer, unless a heartbeat arrives
    games: tuple[SentGame, ...]
    programs: dict[str, tuple[SentFile, ...]]  # by identity
    reserved: tuple[str, ...]  # of every seat, see `Seat.reserved`
    limits: dict[str, object]


@dataclass(frozen=True)
class Claim:
    """What a volunteer says that a game came to."""

    log: bytes
    debug: bytes


def lease_of(lease: str, seconds: float, jobs: Sequence[Job]) -> LeasedGames:
    """Return the message that leases jobs of one league, which have the same limits and reserved names."""
    seats = [seat for job in jobs for seat in job.seats]
    (reserved,) = {seat.reserved for seat in seats}
    (limits,) = {job.limits for job in jobs}
    programs = {seat.identity: tuple(_sent(path, content) for path, content in seat.files) for seat in seats}
    games = tuple(
        SentGame(job.setup.as_dict(), tuple(SentSeat(seat.name, seat.version, seat.identity) for seat in job.seats))
        for job in jobs
    )
    return LeasedGames(lease, seconds, games, programs, tuple(sorted(reserved)), limits.as_dict())


def _sent(path: str, content: str | bytes) -> SentFile:
    return SentFile(path, content, None) if isinstance(content, str) else SentFile(path, None, content)


def jobs_of(message: LeasedGames) -> list[Job]:
    """Return the jobs of a lease, numbered from 0. Raises BadMessage if one cannot be played or asks for too much."""
    if not 0 < len(message.games) <= _MAX_GAMES or len(message.reserved) > _MAX_RESERVED:
        raise BadMessage("a lease of no games, or of too many")
    if sum(len(game.seats) for game in message.games) > max(MAX_SEATS, len(message.games[0].seats)):
        raise BadMessage("a lease of too many seats")
    reserved = frozenset(message.reserved)
    try:
        limits = Limits.from_dict(message.limits, most=1)
        files = {
            name: tuple((file.path, _content(file)) for file in program) for name, program in message.programs.items()
        }
        if any(identity(program) != name for name, program in files.items()):
            raise BadMessage("a program is not the one that it is said to be")
        jobs = []
        for number, game in enumerate(message.games):
            seats = tuple(Seat(seat.name, files[seat.program], seat.version, reserved) for seat in game.seats)
            setup = Setup.from_dict(game.setup)
            if setup.sides != len(seats):
                raise BadMessage("a game has another number of seats than sides")
            jobs.append(Job(number, setup, seats, limits))
    except KeyError:
        raise BadMessage("a program is missing") from None
    except UnicodeEncodeError:
        raise BadMessage("a program is not text") from None
    except ValueError as error:
        raise BadMessage(clean_text(str(error), MAX_REASON)) from None
    return jobs


def _content(file: SentFile) -> str | bytes:
    if file.text is not None and file.data is None:
        return file.text
    if file.data is not None and file.text is None:
        return file.data
    raise BadMessage("a file is both text and a module, or neither")


def most_claimed(jobs: Sequence[Job]) -> int:
    """Return the maximum number of bytes of the claims of jobs."""
    return sum(_SIZES.size + MAX_BYTES + 64 + len(job.seats) * (MAX_SEAT + 4) for job in jobs)


def pack_claims(claims: Sequence[Claim]) -> bytes:
    """Return the bytes of claims, in the order of the lease's games."""
    parts = []
    for claim in claims:
        parts += [_SIZES.pack(len(claim.log), len(claim.debug)), claim.log, claim.debug]
    return b"".join(parts)


def unpack_claims(data: bytes, games: int) -> list[Claim]:
    """Return the claims of so many games, the inverse of `pack_claims`. Raises BadMessage."""
    claims, at = [], 0
    for _ in range(games):
        if at + _SIZES.size > len(data):
            raise BadMessage("a result is cut off")
        log, debug = _SIZES.unpack_from(data, at)
        at += _SIZES.size
        if at + log + debug > len(data):
            raise BadMessage("a result is cut off")
        claims.append(Claim(data[at : at + log], data[at + log : at + log + debug]))
        at += log + debug
    if at != len(data):
        raise BadMessage("something follows the last result")
    return claims


def read_ask(data: bytes) -> Ask:
    """Return a request for games. Raises BadMessage."""
    ask: Ask = read(Ask, data)
    texts = [getattr(ask.edition, field.name) for field in fields(ask.edition)]
    if any(isinstance(text, str) and len(text) > 64 for text in [*texts, ask.client]):
        raise BadMessage("a text is too long")
    if not 1 <= ask.workers <= MAX_WORKERS:
        raise BadMessage(f"workers must be 1 to {MAX_WORKERS}")
    return ask


def read(kind: type[_T], data: bytes) -> _T:
    """Return a message of a type. Raises BadMessage."""
    try:
        value: _T = decode(kind, data)
    except (BadReply, ValueError, TypeError, OverflowError):
        raise BadMessage(f"not the JSON of {kind.__name__}") from None
    return value
