"""The inspector of the selected ship: its state and orders, and its program's output, fuel, prints and faults."""

from __future__ import annotations

import math
from collections.abc import Mapping

from viewer.model.colors import GRAY, WHITE, Color
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.glyphs import LINE, RULE, GlyphBatch, draw_lines, wrapped
from viewer.views.view import View

_PRINTS = 8  # number of printed texts shown
_PRINTED = 3  # lines of each printed text
_ERRORS = 16  # lines of a fault's traceback
_RED: Color = (1.0, 0.5, 0.45)

Lines = list[tuple[str, Color]]


def inspect(batch: GlyphBatch, view: View, moment: InterpolatedFrame, ship: int) -> None:
    """Draw the panel of a ship, if the layout has room for it."""
    place = view.layout.inspector
    if place is None:
        return
    width = place.width - 20
    side = int(view.recording.game.side_of[ship])
    head = f"{view.seats.names[side]}, ship {ship}" + (", followed" if view.following else "")
    lines: Lines = [(head, view.seats.colors[side])]
    state = _state(moment, ship) if moment.ships.alive[ship] else [("destroyed", GRAY)]
    lines += state[:1] if view.layout.compact else state
    lines += _program(view, int(moment.position), ship, width)
    batch.box(place.left, place.bottom, 1, place.height, RULE)
    most = int((place.height - 12) // LINE)
    draw_lines(batch, place.left + 12, place.top - 6, lines[: max(most, 0)], place.width - 20)


def _state(moment: InterpolatedFrame, ship: int) -> Lines:
    ships = moment.ships
    speed = math.hypot(ships.vx[ship], ships.vy[ship])
    lines = [
        f"hull {ships.hull[ship]:6.1f}   energy {ships.energy[ship]:6.1f}",
        f"x {ships.x[ship]:8.1f}   y {ships.y[ship]:8.1f}",
        f"speed {speed:6.1f}   heading {math.degrees(ships.heading[ship]):6.1f}",
    ]
    return [(line, WHITE) for line in lines]


def _program(view: View, tick: int, ship: int, width: float) -> Lines:
    """Return what the program sent and what was applied, its fuel, its fault and its prints."""
    recording, side = view.recording, int(view.recording.game.side_of[ship])
    orders, note = recording.orders(tick, ship), recording.sidecar.note(tick, side)
    shares = "  ".join(f"{name} {orders[name] / 100:+.2f}" for name in ("thrust", "turn", "strafe"))
    lines: Lines = [] if view.layout.compact else [("", GRAY), ("orders in this tick", GRAY)]
    lines += _wrapped(width, shares, WHITE)
    lines += _wrapped(width, f"fire {orders['fire']}  shield {'on' if orders['shield'] else 'off'}", WHITE)
    if recording.sidecar.missing:
        yet = "" if recording.log.footer else " yet"
        return [*lines, (f"no sidecar{yet}: its answers are unknown", GRAY)]
    gap = recording.sidecar.gap(tick, side)
    if gap:
        lines += _wrapped(width, f"its answer: {gap}", GRAY)
    else:
        sent = note.order(ship) or ("no answer" if note.error else "nothing for this ship")
        lines += _wrapped(width, f"sent: {sent}", GRAY)
        lines.append((_fuel(note.fuel, recording.log.header), GRAY))
    if note.plot and side not in view.muted:
        lines += _wrapped(width, "  ".join(f"{name} {value:.4g}" for name, value in note.plot.items()), GRAY)
    if note.error:
        first, *rows = note.error.splitlines()
        traceback = [line for row in rows for line in _wrapped(width, row, _RED)]
        lines += [("", GRAY), *_wrapped(width, first, _RED), *traceback[-_ERRORS:]]
    printed = recording.sidecar.prints(side, tick, _PRINTS)
    if printed:
        lines += [("", GRAY), ("printed", GRAY)]
        for at, text in printed:
            lines += _wrapped(width, f"{at:5} {text}", WHITE if at == tick else GRAY, 6, _PRINTED)
    return lines


def _wrapped(width: float, text: str, color: Color, indent: int = 4, most: int | None = None) -> Lines:
    return [(line, color) for line in wrapped(text, width, indent, most)]


def _fuel(used: int | None, header: Mapping[str, object]) -> str:
    """Describe the fuel used, as a share of its limit."""
    if used is None:
        return "fuel: not counted outside the sandbox"
    limits = header.get("limits")
    limit = limits.get("tick_fuel") if isinstance(limits, dict) else None
    share = f" of {limit:,} ({used / limit:.1%})" if isinstance(limit, int) and limit > 0 else ""
    return f"fuel {used:,}{share}"
