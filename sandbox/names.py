"""Names that bots show: none may be taken for another bot's, and none is invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sandbox.clean import clean_name

_PAIRS = (("rn", "m"), ("vv", "w"))  # pairs of letters that look like another …
_SIGNS = str.maketrans("01582i|$@", "olsbzllsa")  # … and characters that do
_LETTERS = (
    str.maketrans(  # letters that look like a Latin one and are not made from it, before case is folded
        "АВЕЅІЈКМНОРСТУХҺӀԚԜЬаеѕіјкмнорстухһӏԁԛԝвьгпиг" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεγικνορτυχωηϲϳ" + "øØðÐđĐħĦłŁŧŦıƒɡɑ丨〇"
        "†‡⊤⊥€℮∈©®∩⋂∪⋃∨⋁∧⋀×✕✖╳○◯●∘∅¢£¥∣│┃",  # noqa: RUF001
        "abesijkmhopctyxhlqwbaesijkmhopctyxhldqwbbrnur" + "abezhikmnoptyxabeyikvoptuxwncj" + "ooddddhhllttifgalo"
        "tttteeecrnnuuvvaaxxxxoooooclylll",
    )
    | dict.fromkeys(map(ord, "‖∥ǁ"), "ll")
)
_SCRIPTS = {  # whose other letters look like no Latin ones: the first words of their names in Unicode
    "ARABIC", "BENGALI", "CJK", "CYRILLIC", "DEVANAGARI", "GEORGIAN", "GREEK", "GUJARATI", "HANGUL", "HEBREW",
    "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "TAMIL", "TELUGU", "THAI",
}  # fmt: skip
_LATIN = set("æÆœŒßþÞ")
_JAPANESE = {"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "IDEOGRAPHIC"}  # are written together with CJK
_VERSION = re.compile(r"\W*\bv\d+\W*$", re.IGNORECASE)  # as the league writes it after a bot's name
_BLANK = {"\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}  # printable, but invisible


@dataclass(frozen=True)
class SeatNames:
    """A bot in a seat, and what it calls itself.

    Attributes:
        bot: the name of its file.
        name: its own name for display, a stranger's text; "" if it has none.
        reserved: skeletons of the names of all bots in its league.
    """

    bot: str
    name: str
    reserved: Collection[str] = ()


def display_names(seats: Sequence[SeatNames]) -> list[str]:
    """Return what each seat of a match is called: its own name, or its bot's if it may not show that one.

    It may not if the name looks like that of another bot, like what another bot in the match calls itself, or could
    look like any; nor if it is invisible.
    """
    return [
        name if _is_allowed(name, seat, seats) else visible_name(seat.bot)
        for name, seat in ((visible_name(seat.name), seat) for seat in seats)
    ]


def _is_allowed(name: str, seat: SeatNames, seats: Sequence[SeatNames]) -> bool:
    if not name or not all(map(_is_known, _decomposed(name))) or len(_scripts(name)) > 1:
        return False
    own = {skeleton(name), skeleton(_VERSION.sub("", _decomposed(name)) or name)}
    if own == {skeleton(seat.bot)}:
        return True
    others = [other for other in seats if other.bot != seat.bot]
    taken = {skeleton(text) for other in others for text in (other.bot, clean_name(other.name))}
    return own.isdisjoint(taken) and own.isdisjoint(seat.reserved)


def visible_name(text: str) -> str:
    """Return a stranger's text as a name; "" if it has no visible character, or a blank one other than a space."""
    name = clean_name(text)
    return name if not _BLANK & set(name) and any(map(_is_visible, name)) else ""


def _is_visible(c: str) -> bool:
    return c != "?" and unicodedata.category(c)[0] in "LNPS"  # `clean_name` writes "?" for what cannot be printed


def skeleton(name: str) -> str:
    """Return a key that is equal for names that can be confused (compare the skeletons of Unicode's UTS #39)."""
    plain = _decomposed(name).casefold()
    letters = "".join(c for c in plain.translate(_SIGNS) if c.isalnum())
    for pair, one in _PAIRS:
        letters = letters.replace(pair, one)
    return letters or plain


def _decomposed(name: str) -> str:
    """Return a name in Latin letters as far as it looks so, without accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).translate(_LETTERS))
    return "".join(c for c in plain if unicodedata.category(c)[0] != "M")


def _scripts(name: str) -> set[str]:
    """Return the scripts of a name's letters: of several, some letters usually look like others."""
    found = set()
    for c in unicodedata.normalize("NFKD", name):
        if not c.isascii() and unicodedata.category(c)[0] in "LN":
            script = unicodedata.name(c, "").split(" ")[0]
            found.add("CJK" if script in _JAPANESE else script)
        elif c.isascii() and c.isalpha():
            found.add("LATIN")
    return found


def _is_known(c: str) -> bool:
    """Return whether a character is known to look like itself alone: a sign, or a letter of a known script."""
    if c.isascii() or c in _LATIN:
        return True
    words = unicodedata.name(c, "").split()
    if unicodedata.category(c)[0] in "LN":
        return bool(words) and words[0] in _SCRIPTS
    return "LETTER" not in words and "LATIN" not in words
