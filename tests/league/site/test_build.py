"""A site is made once, brought up to date by what is new, and keeps nothing that is gone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from played import entries, play_run

from league.__main__ import main
from league.site.folder import OWN
from league.storage.locks import sole_writer
from league.storage.opening import default_path, writing
from league.storage.pairing import Pairing
from league.storage.queries.corrections import void_named
from league.storage.records import GameRecord, SeatResult


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A league of three bots with four games and their logs."""
    folder = tmp_path / "league"
    with writing(default_path(folder)) as store:
        play_run(store, store.sync(entries(("ann", "bob", "cid"))))
    return folder


def site(folder: Path, out: Path) -> int:
    return main(["site", str(folder), "--out", str(out)])


def contents(out: Path) -> dict[str, tuple[int, bytes]]:
    """Return the time and the content of each file of a site."""
    files = (path for path in out.rglob("*") if path.is_file() and OWN not in path.parts)
    return {path.relative_to(out).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_every_game_bot_meeting_and_run_has_a_page(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    made = set(contents(out))
    assert {f"games/1-{game}.html" for game in ("1a", "1b", "2a", "2b")} <= made
    assert {f"bots/{name}.html" for name in ("ann", "bob", "cid")} <= made
    assert {"index.html", "games.html", "runs/1.html", "ladder/duel.html", "versus/bob--cid.html"} <= made
    assert not any(path.name.startswith(".") for path in out.rglob("*.html"))
    text = (out / "bots" / "cid.html").read_text()
    assert "Hit rate" in text and "data:image/png" in text and "Typical length" in text


def test_nothing_is_written_again_if_nothing_has_changed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    before = contents(out)
    assert site(folder, out) == 0
    assert contents(out) == before


def test_only_what_is_new_is_made(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    before = contents(out)
    with writing(default_path(folder)) as store:
        play_run(store, store.sync(entries(("ann", "bob", "cid"))), pairings=1)
    capsys.readouterr()
    assert site(folder, out) == 0
    assert "2 games made" in capsys.readouterr().out
    after = contents(out)
    changed = {name for name in after if after[name] != before.get(name)}
    assert {"games/2-1a.html", "games/2-1b.html", "runs/2.html", "index.html", "bots/bob.html"} <= changed
    assert changed.isdisjoint(
        {"games/1-1a.html", "games/1-1b.html", "games/1-2a.html", "games/1-2b.html", "runs/1.html"}
    )


def test_a_game_whose_log_is_gone_keeps_its_facts_but_no_page(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    shots = [part for part in (out / "bots" / "cid.html").read_text().split("<small>") if " shots</small>" in part]
    (folder / ".league" / "logs" / "1-1a.bin").unlink()
    assert site(folder, out) == 0
    assert "games/1-1a.html" not in contents(out)
    text = (out / "bots" / "cid.html").read_text()
    assert "games/1-1a.html" not in text and "games/1-1b.html" in text
    assert [part for part in text.split("<small>") if " shots</small>" in part] == shots


def test_a_void_game_is_shown_with_its_trail_and_does_not_count(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with writing(default_path(folder)) as store:
        void_named(store, ["1-2b"], "the <b>machine</b> was frozen", "ann")
    assert site(folder, out) == 0
    text = (out / "index.html").read_text()
    assert "declared void by ann" in text and "the &lt;b&gt;machine&lt;/b&gt; was frozen" in text
    assert "3 games" in text
    assert "4 games in 1 run; 4 games can be watched, 1 of them void" in (out / "games.html").read_text()


def test_a_log_of_another_match_has_no_page(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs, out = folder / ".league" / "logs", tmp_path / "out"
    shutil.copy(logs / "1-1a.bin", logs / "1-1b.bin")
    (logs / "1-2a.bin").write_bytes(b"no log")
    assert site(folder, out) == 0
    assert capsys.readouterr().err.count("warning: ") == 2  # also about the one with the same states, of others' seats
    assert {"games/1-1b.html", "games/1-2a.html"}.isdisjoint(contents(out))


def test_a_page_outlives_the_rules_of_its_match(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later version of the systems cannot simulate the log, and has another player."""
    out = tmp_path / "out"
    assert site(folder, out) == 0
    before = contents(out)
    monkeypatch.setattr("systems.setup.CODE_VERSION", 10**6)
    monkeypatch.setattr("league.site.matches.ASSETS", "replay-1000")
    assert site(folder, out) == 0
    after = contents(out)
    assert {name for name in before if name.startswith(("games/", "replay-"))} <= set(after)
    assert all(after[name] == before[name] for name in before if name.startswith("games/"))


def test_an_interrupted_build_is_resumed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"

    def interrupt(view: object) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("league.site.build._pages", interrupt)
        assert site(folder, out) == 130
    made = {name: state for name, state in contents(out).items() if name.startswith("games/")}
    assert len(made) == 4
    assert site(folder, out) == 0
    assert made.items() <= contents(out).items()


@pytest.mark.parametrize("name", ["games/1-1a.html", "index.html"])
def test_a_file_that_was_removed_or_truncated_is_made_again(folder: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    whole = (out / name).read_bytes()
    (out / name).write_bytes(whole[:100])
    assert site(folder, out) == 0
    assert (out / name).read_bytes() == whole
    (out / name).unlink()
    assert site(folder, out) == 0
    assert (out / name).read_bytes() == whole


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"form": 1, "files": {"../x": ["k", 1], "y": 7}}'])
def test_a_damaged_manifest_costs_a_new_build_and_no_other_files(folder: Path, tmp_path: Path, damage: bytes) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    (tmp_path / "x").write_text("mine")
    (out / OWN / "manifest.json").write_bytes(damage)
    for facts in (out / OWN).glob("facts-*.json"):
        facts.write_text(json.dumps({"1-1a": {"source": 1}, "1-1b": 7}))
    assert site(folder, out) == 0
    assert (tmp_path / "x").read_text() == "mine"
    assert "games/1-1a.html" in contents(out)


def test_other_folders_are_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years")
    assert site(folder, mine) == 2
    assert capsys.readouterr().err == f"error: {mine}: not empty, and not a site: name a new folder with --out\n"
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    assert site(folder, mine / "thesis.txt") == 2
    assert site(tmp_path / "nowhere", tmp_path / "out") == 2
    assert not (tmp_path / "out").exists()
    assert capsys.readouterr().err.count("\n") == 2


def test_one_build_at_a_time(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert site(folder, out) == 0
    with sole_writer(out / OWN, "league site"):
        capsys.readouterr()
        assert site(folder, out) == 2
    assert "another league site is using it" in capsys.readouterr().err


def test_ladders_of_earlier_rules_are_kept(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with writing(default_path(folder)) as store:
        play_run(store, store.sync(entries(("ann", "bob", "cid"))), pairings=1, rules="s")
    assert site(folder, out) == 0
    now, earlier = (out / "ladder" / "duel.html").read_text(), (out / "ladder" / "duel-rules-r.html").read_text()
    assert "2 bots, 2 games" in now and 'href="../ladder/duel-rules-r.html"' in now
    assert "3 bots, 4 games" in earlier and "earlier rules" in earlier


def test_a_run_in_progress_is_told_of(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with writing(default_path(folder)) as store:
        players = [version.id for version in store.sync(entries(("ann", "bob", "cid")))]
        run = store.begin_run("..", "ladder", "duel", "{}", "r", "g", None, players, 3).id
        assert site(folder, out) == 0
        assert "Run 2: 0 of 6 games played" in (out / "index.html").read_text()
        store.finish_run(run)
    assert site(folder, out) == 0
    assert "Run 2:" not in (out / "index.html").read_text()


def test_modes_with_tables_and_games_without_logs(tmp_path: Path) -> None:
    """A Swiss melee of four: its run has standings, every two bots meet at the table, and nothing can be watched."""
    out = tmp_path / "out"
    with writing(default_path(tmp_path)) as store:
        players = [version.id for version in store.sync(entries(("ann", "bob", "cid", "dee")))]
        run = store.begin_run("..", "swiss", "melee", "{}", "r", "g", None, players, 1).id
        store.add_round(run, [Pairing(1, 1, "open", 5, tuple(players))])
        seats = tuple(SeatResult(player, rank, 9.0 - rank, 2.0, 3.0) for rank, player in enumerate(players, 1))
        store.record([GameRecord(run, 1, "a", "time", 60, "d", None, None, seats)])
        store.finish_run(run)
    assert site(tmp_path, out) == 0
    made = contents(out)
    assert {"ladder/melee.html", "versus/ann--dee.html", "runs/1.html"} <= set(made)
    assert not any(name.startswith("games/") for name in made)
    assert "on time, 8 to 7 points" in (out / "games.html").read_text()
    assert "Standings" in (out / "runs" / "1.html").read_text()
    assert "no match can be watched" in (out / "index.html").read_text()


def test_a_league_without_games_has_a_first_page(tmp_path: Path) -> None:
    with writing(default_path(tmp_path)) as store:
        store.sync(entries(("ann",)))
    assert site(tmp_path, tmp_path / "out") == 0
    assert "No games yet" in (tmp_path / "out" / "index.html").read_text()
