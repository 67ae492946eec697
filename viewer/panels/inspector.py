"""The inspector of the selected ship: its state and orders, and its program's output, fuel, prints and faults."""

from __future__ import annotations

import math
from collections.abc import Mapping

from viewer.model.colors import GRAY, WHITE, Color
from viewer.model.interpolation import InterpolatedFrame
from viewer.shapes.glyphs import GlyphBatch, draw_panel, wrapped
from viewer.views.view import INSPECTOR, View

_WIDTH = INSPECTOR - 8  # pixels
_PRINTS = 8  # number of printed texts shown
_PRINTED = 3  # lines of each printed text
_ERRORS = 16  # lines of a fault's traceback
_RED: Color = (1.0, 0.5, 0.45)

Lines = list[tuple[str, Color]]


def inspect(batch: GlyphBatch, view: View, moment: InterpolatedFrame, ship: int) -> None:
    """Draw the panel of a ship at the right edge."""
    side = int(view.recording.game.side_of[ship])
    head = f"{view.seats.names[side]}, ship {ship}" + (", followed" if view.following else "")
    lines: Lines = [(head, view.seats.colors[side])]
    lines += _state(moment, ship) if moment.ships.alive[ship] else [("destroyed", GRAY)]
    lines += _program(view, int(moment.position), ship)
    most = int((view.height - 34 - view.floor - 20) // 18)
    draw_panel(batch, view.width - _WIDTH - 8, view.height - 34, lines[: max(most, 1)], _WIDTH)


def _state(moment: InterpolatedFrame, ship: int) -> Lines:
    ships = moment.ships
    speed = math.hypot(ships.vx[ship], ships.vy[ship])
    told = [
        f"hull {ships.hull[ship]:6.1f}   energy {ships.energy[ship]:6.1f}",
        f"x {ships.x[ship]:8.1f}   y {ships.y[ship]:8.1f}",
        f"speed {speed:6.1f}   heading {math.degrees(ships.heading[ship]):6.1f}",
    ]
    return [(line, WHITE) for line in told]


def _program(view: View, tick: int, ship: int) -> Lines:
    """Return what the program sent and what was applied, its fuel, its fault and its prints."""
    recording, side = view.recording, int(view.recording.game.side_of[ship])
    orders, note = recording.orders(tick, ship), recording.sidecar.note(tick, side)
    applied = f"thrust {orders['thrust'] / 100:+.2f}  turn {orders['turn'] / 100:+.2f}  fire {orders['fire']}"
    lines: Lines = [("", GRAY), ("orders in this tick", GRAY)]
    lines.append((f"{applied}  shield {'on' if orders['shield'] else 'off'}", WHITE))
    if recording.sidecar.missing:
        yet = "" if recording.log.footer else " yet"
        return [*lines, (f"no sidecar{yet}: its answers are unknown", GRAY)]
    gap = recording.sidecar.gap(tick, side)
    if gap:
        lines += _wrapped(f"its answer: {gap}", GRAY)
    else:
        sent = note.order(ship) or ("no answer" if note.error else "nothing for this ship")
        lines += _wrapped(f"sent: {sent}", GRAY)
        lines.append((_fuel(note.fuel, recording.log.header), GRAY))
    if note.plot and side not in view.muted:
        lines += _wrapped("  ".join(f"{name} {value:.4g}" for name, value in note.plot.items()), GRAY)
    if note.error:
        first, *rows = note.error.splitlines()
        traceback = [line for row in rows for line in _wrapped(row, _RED)]
        lines += [("", GRAY), *_wrapped(first, _RED), *traceback[-_ERRORS:]]
    printed = recording.sidecar.prints(side, tick, _PRINTS)
    if printed:
        lines += [("", GRAY), ("printed", GRAY)]
        for at, text in printed:
            lines += _wrapped(f"{at:5} {text}", WHITE if at == tick else GRAY, 6, _PRINTED)
    return lines


def _wrapped(text: str, color: Color, indent: int = 4, most: int | None = None) -> Lines:
    return [(line, color) for line in wrapped(text, _WIDTH - 24, indent, most)]


def _fuel(used: int | None, header: Mapping[str, object]) -> str:
    """Describe the fuel used, as a share of its limit."""
    if used is None:
        return "fuel: not counted outside the sandbox"
    limits = header.get("limits")
    limit = limits.get("tick_fuel") if isinstance(limits, dict) else None
    share = f" of {limit:,} ({used / limit:.1%})" if isinstance(limit, int) and limit > 0 else ""
    return f"fuel {used:,}{share}"
