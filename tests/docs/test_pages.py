"""Tutorial pages: every bot, test and command in them runs, and generated parts are up to date."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from botkit.tools.scene import Scene

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"```(python|sh|text)\n(.*?)```", re.DOTALL)
FUEL = re.compile(r"\d[\d,]*,\d{3}|[\d.]+%|most expensive ticks: .*|limit is \S+ times")  # changes with the kit


@pytest.fixture(scope="module")
def make(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("make")


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["first-bot.md", "strategy.md", "evidence.md"])
def test_whoever_does_what_a_page_says_gets_through_it(make: ModuleType, page: str, tmp_path: Path) -> None:
    """Run from top to end in an empty folder, without windows; blocks are pasted whole, and print what is shown."""
    printed = ""
    for kind, text in BLOCK.findall(text_of(page)):
        if kind == "python":
            name = re.match(r"# (\w+\.py)\n", text)
            assert name, f"a block of {page} has no file's name in its first line: {text[:40]!r}"
            (tmp_path / name[1]).write_text(text, encoding="utf-8")
            continue
        if kind == "text":
            assert without_fuel(text) == without_fuel(printed), f"{page}: run `make docs`"
            continue
        printed = ""
        for line in text.splitlines():
            done = make.run(line, tmp_path)
            assert done.returncode == 0, (line, done.stdout, done.stderr)
            printed += done.stdout


def without_fuel(output: str) -> list[str]:
    """Return the words of an output, without figures of fuel, and without the lines of tables, as long as these are."""
    return re.sub("[━─]+", "", FUEL.sub("", output)).split()


def bots(page: str) -> list[tuple[str, str]]:
    """Return name and text of each bot of a page; its name is in its first line."""
    return [(name, text) for text, name in re.findall(r"```python\n(# (\w+)\.py\n.*?)```", text_of(page), re.DOTALL)]


def play(folder: Path, text: str, seed: int, seat: int, mode: str = "duel") -> Scene:
    (folder / "bot.py").write_text(text, encoding="utf-8")
    ours = folder / "bot.py"
    return Scene(*((ours, "first") if seat == 0 else ("first", ours)), seed=seed, mode=mode)


@pytest.mark.parametrize("name", [name for name, _ in bots("strategy.md")])
def test_each_idea_of_the_page_on_strategy_beats_the_first_bot(tmp_path: Path, name: str) -> None:
    text = dict(bots("strategy.md"))[name]
    won = [play(tmp_path, text, 11, seat).run(1800).winner == seat for seat in (0, 1)]
    assert any(won)


def test_the_tutorials_last_bot_beats_its_first(tmp_path: Path) -> None:
    last = [text for name, text in bots("first-bot.md") if name == "ace"][-1]
    games = [(seed, seat) for seed in (1, 2, 3) for seat in (0, 1)]
    assert sum(play(tmp_path, last, seed, seat).run(1800).winner == seat for seed, seat in games) >= 5


@pytest.mark.parametrize(("name", "text"), [each for each in bots("botkit.md") if "test" not in each[0]])
def test_the_bots_of_the_reference_fly(tmp_path: Path, name: str, text: str) -> None:
    scene = play(tmp_path, text, 1, 0).run(40)
    assert scene.ship(0).velocity.length > 1


def test_the_test_of_the_reference_passes(tmp_path: Path, scene: object, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = dict(bots("botkit.md"))
    (tmp_path / "ace.py").write_text(blocks["ace"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(blocks["test_ace"], names)
    names["test_ace_fires_at_what_is_ahead"](scene)  # type: ignore[operator]


def test_the_first_bot_is_the_same_wherever_it_stands() -> None:
    def lines(text: str) -> list[str]:
        return [line for line in text.splitlines() if line]

    first = (ROOT / "examples" / "bots" / "first.py").read_text(encoding="utf-8").partition('"""\n\n')[2]
    indented = re.search(r"(?:    .*\n|\n)+", text_of("../README.md").partition("## Your first bot")[2])
    assert indented
    readme = "\n".join(line[4:] for line in indented[0].splitlines())
    named = ["# ace.py", *lines(first)]
    assert named == lines(dict(reversed(bots("first-bot.md")))["ace"]) == lines(bots("botkit.md")[0][1])
    assert lines(readme) == lines(first)


def test_the_generated_parts_are_up_to_date(make: ModuleType) -> None:
    for path in DOCS.glob("*.md"):
        page = path.read_text(encoding="utf-8")
        assert make.made(page) == page, f"{path.name}: run `make docs`"


def test_links_and_pictures_lead_somewhere() -> None:
    for path in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        page = path.read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(#[^)\s]+)?\)", page):
            if target.startswith("http"):
                continue
            found = (path.parent / target).resolve() if target else path
            assert found.exists(), (path.name, target)
            if anchor and found.suffix == ".md":
                assert anchor[1:] in anchors(found.read_text(encoding="utf-8")), (path.name, target, anchor)


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub generates them."""
    titles = re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_page_that_an_error_names_has_that_place() -> None:
    from botkit import Ship
    from botkit.draw import Draw

    there = anchors(text_of("botkit.md"))
    named = set(re.findall(r'"(?:ship|draw)\.(\w+)\(', "".join(p.read_text() for p in (ROOT / "botkit").glob("*.py"))))
    calls = {name for name in named if hasattr(Ship, name)} | {"draw", "intercept"}
    assert calls | {"tick", "start", "bot_main", "ship", "projectile", "asteroid"} <= there
    assert all(hasattr(Ship, name) or hasattr(Draw, name) for name in named)


def test_the_kit_types_every_rule() -> None:
    """For editors: botkit/arena.py lists them by hand, because it is part of the guest."""
    from botkit.arena import Rules as Typed
    from systems.rules import Rules

    types = {"float": "float", "int": "int", "tuple[float, ...]": "list[float]", "tuple[int, ...]": "list[int]"}
    wanted = {name: types[str(kind)] for name, kind in Rules.__annotations__.items()}
    assert Typed.__annotations__ == wanted
