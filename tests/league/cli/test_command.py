from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from small import ROOT, record_a_game, recorded

from league.__main__ import COMMANDS, main
from league.cli.command import DOCS
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from league.storage.opening import default_path, writing
from league.tournament.scheduler import FORMATS
from systems.arenas import ARENAS
from systems.setup import Setup

NO_MOON = f"arena must be one of {', '.join(ARENAS)}, not 'moon'"


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line that a failing command prints."""
    try:
        status = main(arguments)
    except SystemExit as exit:
        status = exit.code
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    return err


def test_help_says_where_the_documentation_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert DOCS in capsys.readouterr().out
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Documentation"] == DOCS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main([command, "--help"])
    assert exit.value.code == 0
    assert f"example: league {command} " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--format knockout", f"error: format must be one of {', '.join(FORMATS)}, not 'knockout'"),
        ("--format gauntlet", "error: a gauntlet needs --bot NAME, the bot that plays all others"),
        ("--format gauntlet --bot ann", "error: no bot 'ann' that can play in"),
        ("--format swiss --bot idle", "error: --bot is for --format gauntlet, not swiss"),
        ("--bot idle", "error: --bot is for --format gauntlet, not ladder"),
        ("--mode melee --format swiss", "error: melee is played at rotating tables and has no --format swiss"),
        ("--mode chess", "error: mode must be one of duel, melee, fleet, sumo, not 'chess'"),
        ("--mode sumo --arena open belt", "error: sumo is played in arena open, not in 'belt'"),
        ("--arena open moon", f"error: {NO_MOON}"),
        ("--mode fleet --ships 2", "error: fleet takes 3 to 10 ships a side, not 2"),
        ("--ships 5", "error: duel takes 1 ship a side, not 5"),
        ("--games 0", "error: games must be an integer from 1 to 1000000000, not '0'"),
        ("--games 4.5", "error: games must be an integer from 1 to 1000000000, not '4.5'"),
        ("--seed= ", "error: the seed is empty; leave out --seed and --seed-file for a random one"),
        ("--seed 7 --seed north-wind --seed-file .gitignore", "not allowed with argument --seed"),
        ("--seed-file none/seed", "error: none/seed: No such file or directory"),
        ("--ticks 36001", "error: ticks must be an integer from 1 to 36000, not '36001'"),
        ("--workers 0", "error: workers must be an integer from 1 to 1024, not '0'"),
        ("--games 4 --rounds 2", "not allowed with argument --games"),
        ("--minutes 3 --rounds 2", "not allowed with argument"),
        ("--minutes 0", "error: minutes must be an integer from 1 to 1000000, not '0'"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(
    bots: Path, arguments: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in fails(capsys, "run", str(bots), *arguments.split())
    assert not (bots / ".league").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", ""),
        ("table", ""),
        ("run", ".", "--store", ""),
        ("run", ".", "--logs", ""),
        ("submit", "", "--owner", "me"),
    ],
)
def test_an_empty_name_is_no_file_or_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "the path is empty; use . for the current folder" in fails(capsys, *arguments)
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_has_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for option in ("--html", "--png"):
        assert "cannot write to -: give a file name" in fails(capsys, "table", ".", option, "-")
    assert list(tmp_path.iterdir()) == []


def test_a_league_needs_a_folder_with_bots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no such folder" in fails(capsys, "run", str(tmp_path / "none"))
    assert "two bots or more" in fails(capsys, "run", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_without_a_store_there_is_nothing_to_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["table"], ["games"], ["show", "ann"]):
        assert "no league has been run here" in fails(capsys, *command, str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_store_is_named(tmp_path: Path, bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("my notes\n" * 1000)
    for command in ("table", "run"):
        assert f"{notes}: not a league's store" in fails(capsys, command, str(bots), "--store", str(notes))


def test_a_store_is_not_made_beside_a_file_that_is_none(
    tmp_path: Path, bots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes").mkdir()
    notes = tmp_path / "notes" / "notes.txt"
    notes.write_text("my notes\n")
    fails(capsys, "run", str(bots), "--store", str(notes))
    assert list(notes.parent.iterdir()) == [notes]


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("", "league"),
        ("bogus", "league"),
        ("--bogus table", "league"),
        ("run", "league run"),
        ("run --arena open", "league run"),
        ("run bots --bogus", "league run"),
        ("run bots --games 2 --rounds 2", "league run"),
        ("show", "league show"),
    ],
)
def test_usage_errors_are_one_line_that_says_where_to_look(
    arguments: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(capsys, *arguments.split()).endswith(f"; see `{command} --help`\n")


@pytest.mark.parametrize(
    "arguments",
    [
        "FOLDER --arena open",
        "--arena open FOLDER",
        "--arena open open FOLDER",
        "FOLDER --arena open open",
        "FOLDER --arena open --arena open",
        "--arena open --seed 1 FOLDER",
    ],
)
def test_arenas_come_before_the_folder_or_after_it(
    tmp_path: Path, arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "empty")
    Path(folder).mkdir()
    error = fails(capsys, "run", *(folder if text == "FOLDER" else text for text in arguments.split()))
    assert error == f"error: a league takes two bots or more, {folder} has none that can play\n"


def test_behind_two_dashes_a_folder_may_begin_with_one(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bots.rename(bots.with_name("-bots"))
    monkeypatch.chdir(bots.parent)
    assert main(["run", "--games", "2", "--ticks", "5", "--workers", "1", "--", "-bots"]) == 0
    assert main(["show", "--", "idle", "-bots"]) == 0


def test_every_arena_that_is_named_is_looked_at(bots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--arena", "moon", "--arena", "open"], ["--arena", "moon", "open"]):
        assert NO_MOON in fails(capsys, "run", str(bots), *arguments)
    assert NO_MOON in fails(capsys, "run", "--arena", "open", "moon", str(bots))


def test_the_command_line_starts_light() -> None:
    code = (
        "import sys, threading, league, league.__main__\n"
        "heavy = {'arcade', 'discord', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'{heavy} {threading.enumerate()}' if heavy or threading.active_count() > 1 else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=60)


def test_a_terminal_that_can_not_show_a_sign_stops_nothing(bots: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for arguments in (["run", str(bots), "--games", "2", "--ticks", "5"], ["table", str(bots)]):
        command = [sys.executable, "-m", "league", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
        assert "rank" in done.stdout


@pytest.mark.parametrize(
    "asked",
    [
        "league table --store store",
        "league table --json --store store",
        "league table --csv --store store",
        "league games --store store",
        "league show ann --store store",
        "league verify good.bin --workers 1",
        "league verify bad.bin --workers 1",
        "botkit.tools.cli check good.py",
        "botkit.tools.cli check bad.py --json",
        "viewer.cli info good.bin",
        "viewer.cli info bad.bin",
    ],
)
def test_that_nobody_reads_what_is_printed_is_no_failure_and_changes_no_answer(league_of_two: Path, asked: str) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        words = [sys.executable, "-m", *asked.split()]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            words, stdout=write, stderr=subprocess.PIPE, text=True, cwd=league_of_two, env=environment
        )
    finally:
        os.close(write)
    assert done.stderr == ""
    assert done.returncode == (1 if "bad" in asked else 0)


@pytest.mark.parametrize("asked", ["table --store store", "games --store store", "verify good.bin --workers 1"])
@pytest.mark.parametrize("streams", [">&-", "2>&-", "2>/dev/full"])
def test_streams_that_can_not_be_written_to_change_no_answer(league_of_two: Path, asked: str, streams: str) -> None:
    words = ["sh", "-c", f'exec "$0" -m league {asked} {streams}', sys.executable]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, capture_output=True, text=True, cwd=league_of_two, env=environment)
    assert (done.returncode, done.stderr, bool(done.stdout)) == (0, "", streams != ">&-")


@pytest.mark.parametrize("end", [["--ticks", "5"], ["--ticks", "5", "--json"]])
def test_a_run_goes_on_when_nobody_reads_how_far_it_is(bots: Path, end: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        words = [sys.executable, "-m", "league", "run", str(bots), "--games", "12", *end]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=write, cwd=ROOT, timeout=300)
    finally:
        os.close(write)
    assert done.returncode == 0
    assert recorded(bots) == 12
    assert b"gunner" in done.stdout


@pytest.fixture
def league_of_two(tmp_path: Path) -> Path:
    """Return a folder with a store, a log and a bot that are valid and ones that are not."""
    (tmp_path / "good.py").write_text("def tick(ship):\n    pass\n")
    (tmp_path / "bad.py").write_text("def tick(ship:\n")
    with writing(tmp_path / "store") as store:
        record_a_game(store)
    idle = (("main.py", "def tick(ship):\n    pass\n"),)
    (outcome,) = play_batch([Job(0, Setup("duel", 3, max_ticks=5), (Seat("a", idle), Seat("b", idle)))])
    (tmp_path / "good.bin").write_bytes(outcome.log)
    (tmp_path / "bad.bin").write_bytes(outcome.log[:-9])
    return tmp_path


@pytest.mark.parametrize(
    "asked",
    ["show \udcff", "games --bot \udcff", "table --mode \udcff", "runs --mode \udcff", "withdraw \udcff --owner a"],
)
def test_an_argument_that_is_no_unicode_is_refused_in_one_line(
    tmp_path: Path, asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(default_path(tmp_path)) as store:
        record_a_game(store)
    error = fails(capsys, *asked.split(), str(tmp_path))
    assert error.startswith("error: ")
    assert error.count("\n") == 1
