"""Cards about a match: a friendly, a log, and what decided it."""

from __future__ import annotations

from league.discord.cards.colors import NEWS
from league.discord.posts.digest import Digest
from league.discord.posts.outbox import Embed
from league.discord.text import FIELD, block, code, named, prose
from systems.results import FaultRecord
from systems.rules import TICK_RATE

FAULTS = 3  # shown per seat
WHOLE = 3500  # characters for all seats: an embed holds 6,000
MILLION = 1_000_000


def friendly(name: str, found: Digest, clip: str | None) -> Embed:
    """Return the result of a friendly, with a clip of its decisive seconds."""
    embed: Embed = {
        "title": _title(found),
        "color": NEWS,
        "description": _outcome(found),
        "fields": [
            {"name": "Seed", "value": code(str(found.seed)), "inline": True},
            {"name": "Game", "value": code(f"/why {name}"), "inline": True},
            {"name": "Play it again", "value": code(found.command, 500)},
        ],
    }
    return {**embed, "image": {"url": f"attachment://{clip}"}} if clip else embed


def why(game: str, found: Digest, trail: str = "", link: str | None = None) -> Embed:
    """Return what decided a match, by tick, and the faults and most expensive tick of each seat.

    Args:
        trail: why the game is void, if it is; see `PlayedGame.trail`.
        link: address of the page that plays it.
    """
    decided = [f"{tick / TICK_RATE:6.1f} s  {words}" for tick, words in found.reasons]
    fields, room = [], min(FIELD, WHOLE // len(found.names))
    for seat, (name, fuel) in enumerate(zip(found.names, found.fuel, strict=True)):
        report = found.result["seats"][seat]
        lines = [f"place {found.result['ranks'][seat]}, {report['points']:.0f} points, hull {report['hull']:.0f}"]
        lines += [f"most expensive tick {fuel / MILLION:.1f} M fuel"] if fuel is not None else []
        lines += [_fault(fault) for fault in report["faults"][:FAULTS]]
        more = len(report["faults"]) - FAULTS
        lines += [f"{more} more faults"] if more > 0 else []
        fields.append({"name": f"{named(name)} (seat {seat})", "value": block(lines, room)})
    description = f"{_outcome(found)}\n{block(decided, FIELD)}"
    if trail:
        fields.append({"name": "Void", "value": prose(trail, 400)})
    fields += [{"name": "Watch it", "value": link}] if link else []
    fields.append({"name": "Play it again", "value": code(found.command, 500)})
    title = f"{code(game, 40)} {_title(found)}"
    return {"title": title[:256], "color": NEWS, "description": description, "fields": fields}


def replay(log: str, sidecar: str | None) -> Embed:
    """Return the card that accompanies a log."""
    text = f"Watch it with `viewer replay {log}`."
    if sidecar:
        text += f" `{sidecar}` has what your bot printed and drew; only you get it."
    return {"title": log, "color": NEWS, "description": text}


def _title(found: Digest) -> str:
    versions = found.versions if len(set(found.names)) < len(found.names) else ()
    shown = [f"{named(name)} v{number}" for name, number in zip(found.names, versions, strict=False)]
    return " against ".join(shown or map(named, found.names))[:200]


def _outcome(found: Digest) -> str:
    winner = found.result["winner"]
    who = "drawn" if winner is None else f"**{named(found.names[winner])}** (seat {winner}) wins"
    result = found.result
    return f"{who}: {result['how']} after {result['ticks'] / TICK_RATE:.1f} s, {found.mode} in {found.arena}"


def _fault(fault: FaultRecord) -> str:
    return f"{fault['tick'] / TICK_RATE:.1f} s  {fault['kind']}: {fault['message']}"
