from __future__ import annotations

import pytest

from league.cli.wording import counted, listed


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (0, ""),
        (2, "a0, a1"),
        (10, ", ".join(f"a{n}" for n in range(10))),
        (11, "a9, … and 1 other"),
        (33, "a9, … and 23 others"),
    ],
)
def test_ten_names_are_listed_and_the_others_counted(names: int, text: str) -> None:
    assert listed([f"a{number}" for number in range(names)]).endswith(text)
    assert listed(["a", "b"], "; ") == "a; b"


def test_nouns_have_their_number() -> None:
    assert (counted(1, "game"), counted(0, "game")) == ("1 game", "0 games")
