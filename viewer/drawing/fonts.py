"""Fonts: arcade's for most text, and for other characters whatever fonts of the system have them."""

from __future__ import annotations

import os
import struct
import sys
from bisect import bisect_right
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

_MAIN = ":resources:/fonts/ttf/Liberation/Liberation_Mono_Regular.ttf"  # comes with arcade
_MAX_BYTES = 64 << 20  # of a font's file
_MAX_RANGES = 1 << 16  # of a font's characters
_PREFERRED = ("dejavusansmono", "notosansmono", "notosanssc", "notosanscjk", "dejavusans", "notosans", "emoji")
_PICTURES = 0x1F000  # code points from here on are mostly emoji
BITMAP = 109  # the only size of bitmap fonts of emoji, in pixels

Font = ImageFont.FreeTypeFont


def main_font(size: float) -> Font:
    """Return the font of most text."""
    return ImageFont.truetype(_main_path(), size)


def font_path(code: int) -> str | None:
    """Return the file of a font that has a character, the main one if it does; None if there is none."""
    if _has(_main_path(), code):
        return _main_path()
    order = _files() if code < _PICTURES else sorted(_files(), key=lambda path: "emoji" not in path.lower())
    return next((path for path in order if _has(path, code)), None)


@lru_cache(maxsize=64)
def load(path: str, size: float) -> Font | None:
    """Return a font at a size in pixels, or at BITMAP if it has no other; None if it cannot be used."""
    for own in (size, BITMAP):
        try:
            return ImageFont.truetype(path, own)
        except (OSError, ValueError):
            continue
    return None


@cache
def _main_path() -> str:
    from arcade.resources import resolve

    return str(resolve(_MAIN))


@cache
def _files() -> list[str]:
    """Return the system's font files, the preferred ones first, and regular ones before others."""
    found = (path for folder in _folders() for path in sorted(folder.rglob("*")) if path.suffix.lower() in _SUFFIXES)
    return sorted(map(str, found), key=_preference)


_SUFFIXES = (".ttf", ".otf", ".ttc")


def _preference(path: str) -> tuple[bool, int]:
    name = Path(path).stem.lower().replace("-", "").replace("_", "")
    unusual = any(word in name for word in ("bold", "italic", "oblique", "light", "thin", "serif", "condensed"))
    return unusual, next((k for k, liked in enumerate(_PREFERRED) if name.startswith(liked)), len(_PREFERRED))


def _folders() -> list[Path]:
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", "C:/Windows"), "Fonts")]
        folders.append(Path(os.environ.get("LOCALAPPDATA", "."), "Microsoft/Windows/Fonts"))
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library/Fonts"]
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
        folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts", Path.home() / ".fonts"]
    return [folder for folder in folders if folder.is_dir()]


def _has(path: str, code: int) -> bool:
    starts, ends = _ranges(path)
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@cache
def _ranges(path: str) -> tuple[list[int], list[int]]:
    """Return the first and last code points of the ranges of characters that a font has; none if it is damaged."""
    try:
        if Path(path).stat().st_size > _MAX_BYTES:
            return [], []
        found = sorted(_character_map(Path(path).read_bytes()))
    except (OSError, struct.error, IndexError):
        return [], []
    return [first for first, _ in found], [last for _, last in found]


def _character_map(data: bytes) -> list[tuple[int, int]]:
    """Return the ranges of a font's `cmap`, of formats 4 and 12 (OpenType 1.9). Raises struct.error."""
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    tables = {}
    for k in range(struct.unpack_from(">H", data, start + 4)[0]):
        name, _, offset, _ = struct.unpack_from(">4sIII", data, start + 12 + 16 * k)
        tables[name] = offset
    if b"cmap" not in tables:
        return []
    at, ranges = tables[b"cmap"], list[tuple[int, int]]()
    for k in range(struct.unpack_from(">H", data, at + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * k)
        kind = struct.unpack_from(">H", data, at + offset)[0] if platform in (0, 3) else None
        if kind == 12:
            groups = min(struct.unpack_from(">I", data, at + offset + 12)[0], _MAX_RANGES)
            ranges += [struct.unpack_from(">II", data, at + offset + 16 + 12 * n) for n in range(groups)]
        elif kind == 4:
            count = struct.unpack_from(">H", data, at + offset + 6)[0] // 2
            last = struct.unpack_from(f">{count}H", data, at + offset + 14)
            first = struct.unpack_from(f">{count}H", data, at + offset + 16 + 2 * count)
            ranges += zip(first, last, strict=True)
    return [(first, last) for first, last in ranges if first <= last and first != 0xFFFF]
