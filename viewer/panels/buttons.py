"""The buttons below the timeline, and the clock beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from systems.rules import TICK_RATE
from viewer.model.colors import GRAY, WHITE
from viewer.shapes.glyphs import GlyphBatch, fitted, text_width
from viewer.views.keys import BY_NAME, Key
from viewer.views.layout import Rect
from viewer.views.targets import Target
from viewer.views.view import View

_BOTTOM, _HEIGHT = 5, 23  # pixels
_GAP = 3  # pixels between buttons
_FACE = (0.13, 0.16, 0.23)
_HOVERED = (0.2, 0.25, 0.36)
_PRESSED = (0.22, 0.36, 0.5)


@dataclass(frozen=True)
class Button:
    """A button: the key that does the same, its labels in wide and in narrow windows, and whether it is on."""

    key: str
    wide: str
    narrow: str
    on: Callable[[View], bool] = lambda view: False


_BUTTONS = (
    Button("SPACE", "", ""),
    Button("LEFT", "◄", "◄"),
    Button("RIGHT", "►", "►"),
    Button("P", "◄ p", "p"),
    Button("N", "n ►", "n"),
    Button("DOWN", "-", "-"),
    Button("UP", "+", "+"),
    Button("G", "g graphs", "g", lambda view: "graphs" in view.shown),
    Button("W", "w why", "w", lambda view: "why" in view.shown),
    Button("V", "v sight", "v", lambda view: "sight" in view.shown),
    Button("D", "d drawings", "d", lambda view: len(view.muted) < view.recording.game.sides),
    Button("T", "t texts", "t", lambda view: view.texts),
    Button("F11", "F11 full", "F11"),
    Button("H", "h: help", "h: help", lambda view: "help" in view.shown),
)


def draw_buttons(batch: GlyphBatch, view: View) -> None:
    """Draw the buttons that have room, and the clock at the right if it has; in pictures the match's settings."""
    if not view.buttons:
        setup, clock = view.recording.game.setup, _clock(view, view.width >= 560)
        batch.text(view.width - 12 - text_width(clock), _BOTTOM + 4, clock, GRAY)
        if view.layout.compact:  # the panel of sides has them otherwise
            settings = f"{setup.mode}  {setup.arena}  seed {setup.seed}"
            batch.text(12, _BOTTOM + 4, fitted(settings, view.width - 36 - text_width(clock)), GRAY)
        return
    for wide, clock in ((True, _clock(view, True)), (False, _clock(view, True)), (False, _clock(view, False))):
        widths = [_width(button, wide) for button in _BUTTONS]
        used = sum(widths) + _GAP * len(widths) + 24
        if used + text_width(clock) <= view.width:
            break
    x = 8.0
    for button, width in zip(_BUTTONS, widths, strict=True):
        if x + width > view.width - 8:
            break
        _draw_button(batch, view, button, Rect(x, _BOTTOM, width, _HEIGHT), wide)
        x += width + _GAP
    if x + text_width(clock) + 12 <= view.width:
        batch.text(view.width - 12 - text_width(clock), _BOTTOM + 4, clock, GRAY)


def _width(button: Button, wide: bool) -> float:
    return 32 if button.key == "SPACE" else text_width(button.wide if wide else button.narrow) + 12


def _draw_button(batch: GlyphBatch, view: View, button: Button, place: Rect, wide: bool) -> None:
    key = BY_NAME[button.key]
    hovered = view.pointer is not None and place.holds(*view.pointer)
    face = _HOVERED if hovered else _PRESSED if button.on(view) else _FACE
    batch.box(place.left, place.bottom, place.width, place.height, face)
    if button.key == "SPACE":
        _draw_play(batch, place, view.player.playing)
    else:
        batch.text(place.left + 6, place.bottom + 4, button.wide if wide else button.narrow, WHITE)
    view.targets.append(Target(place, lambda x, y: press(view, key), f"{key.shown}: {key.does}"))


def _draw_play(batch: GlyphBatch, place: Rect, playing: bool) -> None:
    x, y = place.left + 10, place.bottom + 4
    if playing:
        batch.box(x, y, 5, 15, WHITE)
        batch.box(x + 8, y, 5, 15, WHITE)
    else:
        for step in range(7):  # a triangle
            batch.box(x + 2 * step, y + step, 2, 15 - 2 * step, WHITE)


def press(view: View, key: Key) -> None:
    """Do what a key does; the window does what a view cannot."""
    if key.act is None:
        view.requests.append(key.name)
    else:
        key.act(view)


def _clock(view: View, long: bool) -> str:
    player = view.player
    at, all_of_it = f"{player.position / TICK_RATE:.1f}", f"{player.ticks / TICK_RATE:.1f}"
    ticks = f"  tick {player.tick} / {player.ticks}" if view.spoilers else f"  tick {player.tick}"
    clock = f"{at} / {all_of_it} s" if view.spoilers else f"{at} s"
    return f"{clock}{ticks if long else ''}  {player.speed:g}x"
