"""A season has pages of its own, which nothing that comes later changes."""

from __future__ import annotations

from pathlib import Path

from played import entries, play_run

from league.__main__ import main
from league.storage.opening import default_path, writing
from league.storage.queries.corrections import void_named

EVIL = '../../"><script>alert(1)</script>'


def site(folder: Path, out: Path) -> dict[str, str]:
    """Bring a site up to date; return its pages but those of games."""
    assert main(["site", str(folder), "--out", str(out)]) == 0
    pages = (path for path in out.rglob("*.html") if "games" not in path.parts)
    return {path.relative_to(out).as_posix(): path.read_text() for path in pages}


def play(folder: Path, pairings: int = 1, text: str = "", names: tuple[str, ...] = ("ann", "bob"), **of: str) -> None:
    with writing(default_path(folder)) as store:
        play_run(store, store.sync(entries(names, text)), pairings, **of)


def season(folder: Path, *words: str) -> None:
    assert main(["season", *words, str(folder)]) == 0


def test_the_page_of_an_ended_season_never_changes(tmp_path: Path) -> None:
    folder, out = tmp_path / "league", tmp_path / "out"
    play(folder)
    season(folder, "begin", "Spring")
    play(folder, 2)
    play(folder, 1, rules="s")
    season(folder, "end")
    before = site(folder, out)
    page = before["seasons/spring.html"]
    assert "6 games" in page and "Best in duel" in page and "rules r" in page and "rules s" in page
    written = (out / "seasons" / "spring.html").stat().st_mtime_ns
    with writing(default_path(folder)) as store:
        void_named(store, ["2"], "why", "ann")
    season(folder, "begin", "Summer")
    play(folder, 3, "new", ("bob", "cid"), arena="belt")
    after = site(folder, out)
    assert after["seasons/spring.html"] == page
    assert (out / "seasons" / "spring.html").stat().st_mtime_ns == written
    assert site(folder, tmp_path / "anew")["seasons/spring.html"] == page
    assert "seasons/summer.html" not in after
    assert "Summer" in after["seasons.html"] and "running" in after["seasons.html"]


def test_ladders_show_the_season_that_is_running_and_all_games_beside_it(tmp_path: Path) -> None:
    folder, out = tmp_path / "league", tmp_path / "out"
    play(folder, 2)
    plain = site(folder, out)
    assert "seasons.html" not in plain and not any("eason" in text for text in plain.values())
    season(folder, "begin", "Spring")
    pages = site(folder, out)
    assert "Season <bdi>Spring</bdi>" in pages["index.html"] and "No games yet." in pages["index.html"]
    play(folder)
    pages = site(folder, out)
    assert "2 bots, 2 games" in pages["ladder/duel.html"] and pages["index.html"].count('class="bot"') > 0
    assert (
        "2 bots, 6 games" in pages["ladder/duel-all.html"] and "Duel ladder, all games" in pages["ladder/duel-all.html"]
    )
    assert 'href="../ladder/duel-all.html"' in pages["ladder/duel.html"]
    season(folder, "end")
    pages = site(folder, out)
    assert "2 bots, 6 games" in pages["ladder/duel.html"] and "ladder/duel-all.html" not in pages
    assert 'href="seasons/spring.html"' in pages["index.html"]


def test_no_name_of_a_season_leaves_its_folder_or_its_text(tmp_path: Path) -> None:
    folder, out = tmp_path / "league", tmp_path / "out"
    season_names = [EVIL, "a/b", "nul", "index", "Æ", "æther"]
    play(folder)
    for name in season_names:
        season(folder, "begin", name)
        season(folder, "end")
    pages = site(folder, out)
    assert len([name for name in pages if name.startswith("seasons/")]) == len(season_names)
    assert not any("<script>alert" in text for text in pages.values())
    assert {path.name for path in tmp_path.iterdir()} == {"league", "out"}
