"""Real runs: real processes, real sandbox."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small import ROOT, bots_in, command, recorded, table

from league.__main__ import main
from league.bots.archives import write_zip
from league.logs.files import read_log_bytes, read_sidecar_bytes
from league.logs.paths import logs_at
from league.storage.opening import default_path, reading, writing
from league.storage.pairing import Pairing
from league.storage.queries.history import find_games
from league.storage.records import GameRecord, SeatResult
from sandbox import build

League = Callable[..., "subprocess.CompletedProcess[str]"]

ASKED = ("--format", "round-robin", "--seed", 7, "--rounds", 4, "--ticks", 120, "--workers", 2)
GAMES = 48


def games(folder: Path) -> list[dict[str, Any]]:
    """Return the output of `league games --json` by pairing, with the bytes of logs instead of their paths."""
    found = []
    with reading(default_path(folder)) as store:
        for game in find_games(store):
            path = Path(str(game.log))
            log = path.name, read_log_bytes(path), read_sidecar_bytes(path)
            found.append({**vars(game), "at": None, "log": log})
    return sorted(found, key=lambda game: (game["run"], game["pairing"], game["game"]))


def begin(folder: Path, at_least: int, *arguments: object) -> subprocess.Popen[str]:
    """Start a run, and wait until at least `at_least` games are recorded."""
    process = subprocess.Popen(
        command("run", folder, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    while recorded(folder) < at_least and process.poll() is None:
        time.sleep(0.005)
    return process


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A league whose run was not interrupted."""
    folder = bots_in(tmp_path_factory.mktemp("whole") / "bots")
    subprocess.run(command("run", folder, *ASKED), check=True, cwd=ROOT, capture_output=True, timeout=300)
    return folder


def test_a_bot_that_comes_in_while_a_run_begins_is_not_taken_for_gone(
    acted: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = bots_in(tmp_path / "bots")
    assert acted("g1", folder, "--games", 2, "--seed", 1) == 0

    def facts() -> dict[str, str]:  # what a run looks at between its first look at the folder and its lock
        (folder / "late.py").write_text("def tick(ship):\n    ship.fire(1)\n", encoding="utf-8")
        return {"sha256": "g1"}

    monkeypatch.setattr(build, "facts", facts)
    assert main(["run", str(folder), "--games", "2", "--seed", "2", "--workers", "1"]) == 0
    with reading(default_path(folder)) as store:
        assert ("late", 1) in store.connection.execute("SELECT name, active FROM bots").fetchall()


def test_a_run_plays_everyone_against_everyone(whole: Path) -> None:
    found = games(whole)
    assert len(found) == GAMES
    rows = table(whole)["rows"]
    assert {row["bot"]: row["games"] for row in rows} == dict.fromkeys(["idle", "left", "gunner", "seeker"], 24)
    assert sum(row["wins"] for row in rows) == sum(row["losses"] for row in rows)
    for game in found:
        name, log, has_sidecar = game["log"]
        assert name == f"run-0001-pair-{game['pairing']:04}-{game['game']}.bin"
        assert log.startswith(b"SPACELOG")
        assert has_sidecar


def test_kill_9_at_any_moment_costs_no_game_and_plays_none_twice(whole: Path, bots: Path) -> None:
    killed = 0
    for moment in (0, 1, GAMES // 4, GAMES // 2):
        process = begin(bots, moment, *ASKED)
        if moment == 0:
            while not default_path(bots).exists():
                time.sleep(0.001)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        process.communicate()
    assert killed >= 3
    end = subprocess.run(command("run", bots, *ASKED), capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert end.returncode == 0, end.stderr
    assert "resuming run 1" in end.stderr
    assert games(bots) == games(whole)
    assert table(bots) == table(whole)
    logs = bots / ".league" / "logs"
    assert sorted(path.name for path in logs.iterdir()) == sorted(p.name for p in (whole / ".league/logs").iterdir())


def test_no_worker_outlives_a_killed_run(bots: Path) -> None:
    process = begin(bots, 1, "--rounds", 200, "--ticks", 60)
    workers = children(process.pid)
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while any(alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    left = [pid for pid in workers if alive(pid)]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert workers
    assert not left


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_keeps_what_was_played_and_says_how_to_go_on(whole: Path, bots: Path, number: int) -> None:
    process = begin(bots, 1, *ASKED)
    process.send_signal(number)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    count = recorded(bots)
    assert 0 < count < GAMES
    assert f"{count} of {GAMES} games recorded" in err
    hint = err.strip().splitlines()[-1].split("resume with: league ")[1]
    end = subprocess.run(
        [sys.executable, "-m", "league", *hint.split()], capture_output=True, text=True, cwd=ROOT, timeout=300
    )
    assert end.returncode == 0, end.stderr
    assert games(bots) == games(whole)


def test_ctrl_c_reaches_the_whole_terminal_and_only_the_coordinator_speaks(bots: Path) -> None:
    process = subprocess.Popen(
        command("run", bots, *ASKED), stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
    while not recorded(bots) and process.poll() is None:
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert "leaked" not in err


def test_the_same_command_after_the_end_begins_the_next_run(bots: Path, league: League) -> None:
    asked = ("--format", "round-robin", "--seed", 7, "--ticks", 30)
    first, second = league("run", bots, *asked), league("run", bots, *asked)
    assert "run 1: 4 bots, 12 games" in first.stderr
    assert "run 1 is finished; run 2: 4 bots, 12 games" in second.stderr
    assert [len([g for g in games(bots) if g["run"] == run]) for run in (1, 2)] == [12, 12]
    assert len({game["seed"] for game in games(bots)}) == 12


def test_two_runs_at_once_are_refused(bots: Path, league: League) -> None:
    process = begin(bots, 1, "--rounds", 200, "--ticks", 60)
    try:
        refused = league("run", bots)
        assert refused.returncode == 2
        assert refused.stderr.startswith("error: ")
        assert "another league run is using it" in refused.stderr
        assert table(bots)["games"] > 0
    finally:
        process.kill()
        process.communicate()


def test_files_that_do_not_load_are_named_before_the_first_game_and_play_none(bots: Path, league: League) -> None:
    for number in range(12):
        (bots / f"bad{number:02}.py").write_text(f"# {number}\ndef tick(ship)\n    pass\n")
    done = league("run", bots, "--ticks", 30, "--games", 2, "--json")
    lines = done.stderr.splitlines()
    opening = next(number for number, line in enumerate(lines) if line.startswith("run 1: "))
    named = [line for line in lines[:opening] if line.startswith("left out: ")]
    problem = "SyntaxError: expected ':' (a line that begins a block ends with a colon) (bad00.py line 2)"
    assert named[0] == f"left out: bad00.py: {problem}"
    assert (len(named), named[10]) == (11, "left out: … and 2 others; --json lists them")
    assert "left out" not in "".join(lines[opening:])
    document = json.loads(done.stdout)
    assert document["run"]["left_out"][0] == {"entry": "bad00.py", "problem": problem}
    assert len(document["run"]["left_out"]) == 12
    assert not any(row["bot"].startswith("bad") for row in document["rows"])
    assert lines[opening] == "run 1: 4 bots, 2 games"
    again = league("run", bots, "--ticks", 30, "--games", 2)
    assert again.stderr.count("left out: ") == 11 and "loading" not in again.stderr


def test_json_is_one_document_and_names_what_was_left_out(bots: Path, league: League) -> None:
    (bots / "[red]x.py").write_text("")
    (bots / "latin.py").write_bytes(b"\xe9")
    done = league("run", bots, "--games", 3, "--ticks", 30, "--json")
    document = json.loads(done.stdout)
    assert document["games"] == 4
    assert document["run"]["games"] == 4
    assert len(document["rows"]) >= 2
    assert document["run"]["number"] == 1
    assert [entry["entry"] for entry in document["run"]["left_out"]] == ["[red]x.py", "latin.py"]
    assert Path(document["run"]["watch"]).suffix == ".bin"
    assert "left out: [red]x.py: a name is" in done.stderr


def test_a_cache_that_others_can_write_is_refused_before_anything_is_played(
    bots: Path, tmp_path: Path, league: League, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "cache" / "spacecode"
    shared.mkdir(parents=True)
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared.parent))
    done = league("run", bots)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the cache folder") and "chmod 700" in line
    assert not (bots / ".league").exists()


def test_files_folders_zips_and_modules_play(tmp_path: Path, league: League) -> None:
    files = (("main.py", "import wing\ntick = wing.tick\n"), ("wing.py", "def tick(ship):\n    ship.thrust(1)\n"))
    (tmp_path / "solo.py").write_text("def tick(ship):\n    ship.fire()\n")
    (tmp_path / "team").mkdir()
    for name, text in files:
        (tmp_path / "team" / name).write_text(text)
    (tmp_path / "packed.zip").write_bytes(write_zip(files))
    (tmp_path / "lancer.wasm").write_bytes((ROOT / "examples" / "languages" / "lancer.wasm").read_bytes())
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    asked = ("--format", "round-robin", "--ticks", 30, "--json", "--workers", 1)
    done = league("run", tmp_path, *asked)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    rows = {row["bot"]: row for row in document["rows"]}
    assert sorted(rows) == ["lancer", "packed", "solo", "team"]
    assert [(row["games"], row["faults"]) for row in rows.values()] == [(6, 0)] * 4
    (left_out,) = document["run"]["left_out"]
    assert left_out["entry"] == "broken.zip"
    verified = league("verify", tmp_path / ".league" / "logs", "--bots", tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_faults_and_forfeits_are_normal_results(tmp_path: Path, league: League) -> None:
    (tmp_path / "raises.py").write_text("def tick(ship):\n    raise ValueError('[bold]no')\n")
    (tmp_path / "loops.py").write_text("def tick(ship):\n    while True: pass\n")
    (tmp_path / "fine.py").write_text("def tick(ship):\n    pass\n")
    done = league("run", tmp_path, "--format", "round-robin", "--ticks", 40, "--seed", 1)
    assert done.returncode == 0, done.stderr
    assert "worth watching: " in done.stdout
    rows = {row["bot"]: row for row in table(tmp_path)["rows"]}
    assert rows["fine"]["wins"] == 4
    assert rows["fine"]["faults"] == 0
    assert all(rows[name]["faults"] > 0 for name in ("raises", "loops"))
    assert all(game["how"] == "forfeit" for game in games(tmp_path))


def test_store_and_logs_go_where_they_are_told_and_only_the_newest_logs_stay(
    bots: Path, tmp_path: Path, league: League
) -> None:
    store, logs = tmp_path / "s" / "my.sqlite", tmp_path / "l"
    done = league("run", bots, "--rounds", 3, "--ticks", 30, "--store", store, "--logs", logs, "--keep-logs", 3)
    assert done.returncode == 0, done.stderr
    assert not (bots / ".league").exists()
    assert [path.name for path in logs.iterdir() if path.name != ".lock"] == ["run-0001.pack"]
    kept = logs_at(logs)
    assert len(kept) == 3
    assert all(read_sidecar_bytes(log) for log in kept)
    assert json.loads(league("table", bots, "--store", store, "--json").stdout)["games"] == 12
    other = bots_in(tmp_path / "other")
    refused = league("run", other, "--ticks", 30, "--logs", logs)
    assert refused.returncode == 2
    assert "another league" in refused.stderr


def test_a_run_or_ladder_of_two_guests_is_warned_of(
    bots: Path, acted: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert acted("a" * 64, bots, "--rounds", 3) == 0
    assert acted("a" * 64, bots, "--rounds", 3) == 0
    assert "warning" not in capsys.readouterr().err
    with writing(default_path(bots)) as store:
        store.connection.execute("UPDATE runs SET finished = 0")
    assert acted("b" * 64, bots, "--rounds", 3) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("warning: ")]
    assert len(lines) == 2
    assert lines[0] == "warning: run 2 was played in guest aaaaaaaa and resumes in bbbbbbbb"
    assert lines[1].endswith("pools runs of 2 guests, in which bots may behave differently: aaaaaaaa, bbbbbbbb")


def test_a_run_by_other_rules_names_the_ladder_that_it_does_not_show(
    bots: Path, acted: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert acted("a" * 64, bots, "--rounds", 3) == 0
    assert "rules changed" not in capsys.readouterr().out
    assert acted("a" * 64, "--rounds", "3", "--ticks", 100, "--arena", "open", bots) == 0
    shown = capsys.readouterr().out
    assert re.match(r"rules changed on \d{4}-\d\d-\d\d; before: 12 games, ", shown)
    assert shown.splitlines()[1].startswith("duel, 12 games, rules ")
    assert ", at most 100 ticks" in shown.splitlines()[1]


def test_a_store_from_elsewhere_can_have_no_file_deleted(bots: Path, tmp_path: Path, acted: Callable[..., int]) -> None:
    thesis = tmp_path / "thesis.bin"
    thesis.write_text("years of work")
    assert acted("a" * 64, bots, "--games", 2) == 0
    with writing(default_path(bots)) as store:
        players = json.loads(store.connection.execute("SELECT players FROM runs").fetchone()[0])
        store.add_round(1, [Pairing(2, 2, "open", 1, tuple(players[:2]))])
        seats = (SeatResult(players[0], 1), SeatResult(players[1], 2))
        store.record([GameRecord(1, 2, "a", "time", 1, "d", str(thesis), None, seats)])
    assert acted("a" * 64, bots, "--games", 2, "--keep-logs", 0) == 0
    assert thesis.read_text() == "years of work"
    assert list((bots / ".league" / "logs").glob("*.pack")) == []


def test_without_a_guest_nothing_is_made(bots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "problem", lambda: "the sandbox's guest is not built")
    assert main(["run", str(bots)]) == 2
    assert not (bots / ".league").exists()
