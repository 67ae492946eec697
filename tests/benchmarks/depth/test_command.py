"""The command: which bots it plays, and what it prints of short games."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.depth.__main__ import main
from benchmarks.depth.field import field, folders_of, jobs, strong_of
from league.bots.opponents import FIGHTERS, opponents

BOTS = opponents(FIGHTERS)
STILL = "from botkit import *\n\n\ndef tick(match):\n    pass\n"
BROKEN = "from botkit import *\n\n\ndef tick(match):\n    match.nothing\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a bot that fights, one that stands still, and one that forfeits."""
    made = tmp_path / "strong"
    made.mkdir()
    (made / "plain.py").write_text(BOTS["plain"].read_text())
    (made / "still.py").write_text(STILL)
    (made / "broken.py").write_text(BROKEN)
    (made / "_shared.py").write_text("")
    return made


def test_a_field_is_all_bots_of_its_folders(folder: Path) -> None:
    found = field([BOTS["plain"].parent, folder])
    assert set(found) == {*BOTS, "strong-plain", "still", "broken"}
    assert strong_of(found) == {"strong-plain", "still", "broken"}
    assert list(field([folder], ["still", "plain"])) == ["plain", "still"]


def test_the_strong_of_a_mode_are_in_its_folder(folder: Path) -> None:
    (folder / "fleet").mkdir()
    (folder / "fleet" / "wall.py").write_text(STILL)
    assert strong_of(field([BOTS["plain"].parent, folder / "fleet"])) == {"wall"}


def test_a_field_that_cannot_play_is_an_error(folder: Path) -> None:
    with pytest.raises(ValueError, match="no bot nobody among broken, plain, still"):
        field([folder], ["nobody", "plain"])
    with pytest.raises(ValueError, match="two bots"):
        field([folder], ["plain"])
    with pytest.raises(ValueError, match="is not a folder"):
        field([folder / "none"])


@pytest.mark.parametrize("mode", ["duel", "melee", "fleet", "sumo"])
def test_every_mode_has_a_field(mode: str) -> None:
    names = set(field(folders_of(mode)))
    assert (set(BOTS) <= names) == (mode != "sumo")
    assert mode == "duel" or set(opponents(mode)) <= names


def test_every_two_bots_meet_twice_on_a_seed(folder: Path) -> None:
    games = [(job.setup.seed, *(seat.name for seat in job.seats)) for job in jobs(field([folder]), 3, "duel", "belt")]
    assert len(set(games)) == len(games) == 3 * 3 * 2
    assert {(seed, b, a) for seed, a, b in games} == set(games)


def test_the_strong_may_meet_on_more_seeds(folder: Path) -> None:
    paths = field([BOTS["plain"].parent, folder], ["first", "still", "broken"])
    games = [(job.setup.seed, {seat.name for seat in job.seats}) for job in jobs(paths, 3, "duel", "open", 1)]
    assert [seed for seed, names in games if names == {"still", "broken"}] == [0, 0, 1, 1, 2, 2]
    assert [seed for seed, names in games if "first" in names] == [0] * 4


def test_every_bot_sits_at_a_table_of_each_melee() -> None:
    paths = field(folders_of("duel"))
    games = jobs(paths, 2, "melee", "open")
    assert all(len({seat.name for seat in job.seats}) == 8 for job in games)
    for seed in range(2):
        assert {seat.name for job in games if job.setup.seed == seed for seat in job.seats} == set(paths)


def test_it_prints_the_figures_and_the_faults(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "depth.json"
    arguments = f"--bots {folder} --arena open --seeds 1 --workers 1 --local --rule drag=0.5 --json {file}"
    monkeypatch.setattr(sys, "argv", ["depth", *arguments.split()])
    main()
    out = capsys.readouterr().out
    assert "ladder, 2 steps: broken <100%- still <100%- plain" in out
    assert "faults of broken: 40, forfeited 4 games; raised: AttributeError" in out
    assert "depth: duel, 1 seeds" in out
    found = json.loads(file.read_text())
    assert found["figures"]["open"]["ladder"] == ["broken", "still", "plain"]
    assert found["figures"]["open"]["scores"]["games"] == [[0, 2, 2], [2, 0, 2], [2, 2, 0]]
    assert len(found["games"]) == 6
    assert found["rules"]["drag"] == 0.5


def test_a_melee_has_tables_in_place_of_pairs(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = f"--bots {folder} --mode melee --arena well --seeds 1 --workers 1 --local"
    monkeypatch.setattr(sys, "argv", ["depth", *arguments.split()])
    main()
    out = capsys.readouterr().out
    assert "best: share of its tables won" in out
    assert "ladder" not in out


@pytest.mark.parametrize(
    "arguments", ["--mode sumo --arena well", "--seeds 0", "--field-seeds 41", "--only nobody", "--rule drag"]
)
def test_bad_arguments_are_refused(arguments: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["depth", *arguments.split()])
    with pytest.raises(SystemExit) as error:
        main()
    assert error.value.code == 2
