"""Pictures without a screen, compared with reviewed ones, and checked for required contents."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from viewer.drawing.fonts import font_path
from viewer.shapes.glyphs import cells
from viewer.views.player import Player
from viewer.views.view import View

PICTURES = Path(__file__).parents[1] / "pictures"  # drawn by llvmpipe: `python tests/viewer/pictures/make.py`
SCENES = json.loads((PICTURES / "scenes.json").read_text())
SIZE = {side: SCENES[side] for side in ("width", "height")}


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("name", SCENES["positions"])
def test_a_picture_is_the_one_that_was_looked_at(view_at, renderer, name: str) -> None:
    view = view_at(SCENES["positions"][name], **SIZE)
    camera = renderer(view)
    if "llvmpipe" not in camera.renderer:
        pytest.skip(f"the pictures were drawn by llvmpipe, this is {camera.renderer}")
    found, kept = pixels(camera.take()), pixels(Image.open(PICTURES / f"{name}.png"))
    assert found.shape == kept.shape
    differing = (np.abs(found - kept).max(axis=2) > 40).mean()
    assert differing < 0.0004, f"{differing:.2%} of the pixels differ"  # 100 pixels: the edges of some glyphs


def test_ships_are_where_the_camera_says_in_their_colours(view_at, renderer, recording) -> None:
    bright = {event["tick"] + age for event in recording.events if event["kind"] == "hit" for age in range(12)}
    calm = (tick for tick in range(200, recording.ticks) if not recording.frame(tick).ships.shield.any())
    view = view_at(next(tick for tick in calm if tick not in bright), **SIZE)
    picture, ships = pixels(renderer(view).take()), view.moment().ships
    for ship, color in enumerate(view.seats.colors):
        x, y = view.place(float(ships.x[ship]), float(ships.y[ship]))
        row, column = int(SIZE["height"] - y), int(x)
        spot = picture[row - 3 : row + 4, column - 3 : column + 4].reshape(-1, 3)
        assert np.abs(spot - np.array(color) * 255).max(axis=1).min() < 60


def test_the_same_moment_is_the_same_picture(view_at, renderer) -> None:
    view = view_at(330.5, **SIZE)
    camera = renderer(view)
    first = pixels(camera.take())
    view.player.seek(10)
    assert (pixels(camera.take()) != first).any()
    view.player.seek(330.5)
    assert (pixels(camera.take()) == first).all()


def test_a_picture_of_more_pixels_shows_the_same_finer(view_at, renderer) -> None:
    view = view_at(99999, **SIZE)
    view.flip("why")
    plain = pixels(renderer(view).take()).mean(axis=2)
    fine = renderer(view, 3).take()
    assert fine.size == (3 * SIZE["width"], 3 * SIZE["height"])
    reduced = pixels(fine.reduce(3)).mean(axis=2)
    assert np.corrcoef(plain.ravel(), reduced.ravel())[0, 1] > 0.9


def test_who_won_is_written_finely(view_at, renderer) -> None:
    """Large letters are not just scaled-up small ones."""
    view = view_at(99999, **SIZE)
    row = int(SIZE["height"] - view.layout.end.top) + 4
    letters = pixels(renderer(view).take())[row : row + 32, 256:384].mean(axis=2)
    doubled = letters[::2, ::2].repeat(2, axis=0).repeat(2, axis=1)
    assert (np.abs(letters - doubled) > 40).mean() > 0.03


@pytest.mark.parametrize("name", ["Жук", "星の子", "ace 🚀"])
def test_names_are_written_in_the_fonts_that_the_system_has(renderer, recording, name: str) -> None:
    """Each character is drawn, and differs from the question mark that stands for what no font has."""
    view = View(recording, Player(recording.ticks, 300, playing=False), **SIZE)
    camera = renderer(view)
    missing = [character for character in name if font_path(ord(character)) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"no font has {missing}")
    assert not missing
    shown, places = [], view.layout.sides
    for text in (name, "?" * len(name)):
        view.seats.names[0] = text
        strip = camera.take().crop((15, 0, 15 + 8 * cells(name), int(places.height) - 6))
        shown.append(pixels(strip))
    half = 8 * (cells(name) - cells(name[-1]))
    assert (shown[0][:, half:] > 100).any()
    assert (np.abs(shown[0] - shown[1]) > 100).mean() > 0.05
