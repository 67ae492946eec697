"""The answer to a submission: the card of the bot, or why it was not admitted."""

from __future__ import annotations

from league.admission.entry import AdmittedBot, Refusal
from league.discord.cards.colors import BAD, GOOD
from league.discord.posts.outbox import Embed
from league.discord.text import FIELD, code, named, prose

SHOWN = 5  # problems
MILLION = 1_000_000


def accepted(card: AdmittedBot, owner: str, when: str) -> Embed:
    """Return the card of an admitted bot of `owner`, as `text.owner` returns it; `when`: the next run, in words."""
    seats = card.smoke["seats"]
    score = ", ".join(f"seat {n}: {seat['points']:.0f} points, hull {seat['hull']:.0f}" for n, seat in enumerate(seats))
    place = f"{card.place} of the new versions; plays {when}" if card.place else "none: it has played before"
    share = 100 * (card.tick_fuel_max or 0) / card.tick_fuel_limit
    fields = [
        ("Version", f"{card.version}" if card.new else f"{card.version} (already submitted)"),
        ("Hash", code(card.sha256[:16])),
        ("Owner", owner),
        (
            "Fuel, most expensive tick",
            f"{_millions(card.tick_fuel_max)} of {_millions(card.tick_fuel_limit)} ({share:.1f} %)",
        ),
        ("Fuel to load", _millions(card.load_fuel)),
        ("Position in the queue", place),
        (
            "Smoke match against itself",
            f"ended by {card.smoke['how']} after {card.smoke['ticks']} ticks without faults\n{score}",
        ),
    ]
    return {
        "title": f"{named(card.name)} is in the league",
        "color": GOOD,
        "fields": [{"name": name, "value": value, "inline": name[:5] != "Smoke"} for name, value in fields],
    }


def refused(refusal: Refusal) -> Embed:
    """Return why a bot was not admitted, and how to fix it."""
    fields = []
    for problem in refusal.problems[:SHOWN]:
        where = f", line {problem.line}" if problem.line is not None else ""
        value = f"{code(problem.message, 400)}\n→ {prose(problem.fix, 300)}"
        fields.append({"name": f"{named(problem.code)}{where}", "value": value[:FIELD]})
    if more := len(refusal.problems) - SHOWN:
        fields += [{"name": "…", "value": f"{more} more: `botkit check` lists all of them"}] if more > 0 else []
    return {
        "title": f"{named(refusal.name) if refusal.name else 'The bot'} was not admitted",
        "color": BAD,
        "fields": fields,
    }


def _millions(fuel: int | None) -> str:
    return "none" if fuel is None else f"{fuel / MILLION:.1f} M"
