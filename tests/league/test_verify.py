"""`league verify`: logs that are valid, damaged, truncated, or of another program."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from small import ROOT

from league.__main__ import main
from league.bots.roster import read_folder
from league.cli.errors import LeagueError
from league.logs.writing import PackedLog, PackWriter
from league.match.agents import LocalAgent
from league.match.batch import Job, play_batch
from league.match.manager import MatchSession, Seat, play
from league.storage.opening import writing
from league.verify.library import Library
from league.verify.logs import verify
from sandbox.behaviour import behaviour_of
from sandbox.fault import Fault
from sandbox.limits import Limits
from sandbox.program import Program
from systems.setup import Setup
from viewer.model.recording import open_recording

WEAVER = "def tick(ship):\n    ship.thrust(1 if ship.tick % 20 < 10 else -1)\n    ship.turn(0.5)\n    ship.fire()\n"
IDLE = "def tick(ship):\n    pass\n"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short match of two bots, in a folder with their files and no store."""
    folder = tmp_path_factory.mktemp("recorded")
    seats = []
    for name, text in (("weaver", WEAVER), ("idle", IDLE)):
        (folder / f"{name}.py").write_text(text)
        seats.append(Seat(name, (("main.py", text),)))
    outcome = play_batch([Job(0, Setup("duel", 3, max_ticks=40), tuple(seats))])[0]
    (folder / "match.bin").write_bytes(outcome.log)
    return folder


@pytest.fixture
def copy(recorded: Path, tmp_path: Path) -> Path:
    for path in recorded.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def test_a_whole_log_is_good(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(recorded / "match.bin")]) == 0
    assert capsys.readouterr().out.startswith("good")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "x.bin")
    assert main(["verify", str(tmp_path / "x.bin")]) == 2
    assert capsys.readouterr().err.endswith("x.bin: not a regular file\n")
    with pytest.raises(LeagueError, match="not a regular file"):
        open_recording(tmp_path / "x.bin")


def test_one_flipped_byte_anywhere_never_verifies(copy: Path) -> None:
    path = copy / "match.bin"
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
        (found,) = verify([path])
        assert not (found.ok and found.complete), f"byte {at}"
        assert found.reason


def test_a_log_cut_at_any_length_never_verifies_as_complete(copy: Path) -> None:
    path = copy / "match.bin"
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        (found,) = verify([path])
        assert not found.ok
        assert not found.complete
        assert found.reason


def test_exit_codes_tell_damage_from_what_is_no_log(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copy / "match.bin"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert main(["verify", str(path)]) == 1
    assert "cut off" in capsys.readouterr().out
    missing = copy / "missing.bin"
    for other, why in (
        (path, "not a spacecode log"),
        (path, "not a spacecode log"),
        (missing, "No such file or directory"),
    ):
        path.write_bytes(b"GIF89a" + whole if whole else b"")
        assert main(["verify", str(other)]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.startswith(f"error: {other}: ")
        assert why in shown.err
        assert shown.err.count("\n") == 1
        whole = b""


def test_what_is_no_log_is_told_beside_the_others(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = copy / "missing.bin"
    asked = ["verify", str(copy / "match.bin"), str(missing), "--workers", "1"]
    assert main(asked) == 2
    shown = capsys.readouterr()
    assert shown.err == f"error: {missing}: No such file or directory\n"
    assert shown.out.splitlines()[1:] == ["1 of 2 logs are good"]
    assert main([*asked, "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.err == f"error: {missing}: No such file or directory\n"
    good, none = json.loads(shown.out)
    assert (good["ok"], none["ok"], none["reason"]) == (True, False, "No such file or directory")


def test_the_same_programs_act_the_same(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(recorded / "match.bin"), "--bots", str(recorded), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [bot["ok"] for bot in found["bots"]] == [True, True]
    assert (found["ok"], found["complete"], found["ticks"], found["first_bad_tick"]) == (True, True, 40, None)


def test_a_log_without_a_tick_tells_nothing_of_its_programs(copy: Path) -> None:
    path, library = copy / "match.bin", Library(copy)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        (found,) = verify([path], library)
        if found.bots:
            break
    assert (found.ticks, [audit.ok for audit in found.bots]) == (0, [None, None])


def test_limits_above_the_usual_ones_are_obeyed_on_request_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "idle.py").write_text(IDLE)
    seats = (Seat("idle", (("main.py", IDLE),)),) * 2
    limits = Limits(tick_fuel=2 * Limits().tick_fuel, memory=Limits().memory // 2)
    path = tmp_path / "match.bin"
    path.write_bytes(play_batch([Job(0, Setup("duel", 3, max_ticks=5), seats, limits)])[0].log)
    audits = verify([path], Library(tmp_path))[0].bots
    assert [audit.ok for audit in audits] == [None, None]
    assert audits[0].reason == "limit tick_fuel: more than the default 100,000,000: `--log-limits` runs it anyway"
    assert main(["verify", str(path), "--bots", str(tmp_path), "--log-limits"]) == 0
    assert "the same actions" in capsys.readouterr().out


def test_a_changed_program_is_named_with_its_first_other_tick(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "weaver.py").write_text(WEAVER.replace("< 10", "< 9"))
    assert main(["verify", str(copy / "match.bin"), "--bots", str(copy), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    first, second = found["bots"]
    assert (first["ok"], first["first_bad_tick"]) == (False, 9)
    assert "other version" in first["reason"]
    assert second["ok"] is True


def test_another_version_that_acts_the_same_can_not_be_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "weaver.py").write_text(WEAVER + "\n# a remark\n")
    assert main(["verify", str(copy / "match.bin"), "--bots", str(copy), "--json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)
    assert found["bots"][0] == {"seat": 0, "ok": None, "first_bad_tick": None, "reason": "other version"}


def test_programs_are_found_in_a_store_that_is_elsewhere(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["verify", str(copy / "match.bin"), "--bots", str(copy), "--json"]
    store = copy / "elsewhere.sqlite"
    assert main([*asked, "--store", str(store)]) == 2
    assert capsys.readouterr().err == f"error: {store}: no league has been run here\n"
    with writing(store) as there:
        there.sync(read_folder(copy))
    for name in ("weaver.py", "idle.py"):
        (copy / name).unlink()
    assert main(asked) == 2
    capsys.readouterr()
    assert main([*asked, "--store", str(store)]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert [bot["ok"] for bot in found["bots"]] == [True, True]
    assert main(["verify", str(copy / "match.bin"), "--store", str(store)]) == 2
    assert "--store needs --bots FOLDER" in capsys.readouterr().err


def test_a_program_that_is_not_there_can_not_be_told(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (copy / "idle.py").unlink()
    assert main(["verify", str(copy / "match.bin"), "--bots", str(copy)]) == 2
    assert "idle is not in the folder" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("behaviour", "changed", "reason"),
    [
        (None, False, "played in another guest with the same self-test; acts the same here"),
        (None, True, "played in another guest with the same self-test; acts differently here at tick 9"),
        ("0" * 64, False, "played in another guest; acts the same here"),
    ],
)
def test_a_program_played_in_another_guest_can_not_be_told(
    copy: Path, monkeypatch: pytest.MonkeyPatch, behaviour: str | None, changed: bool, reason: str
) -> None:
    monkeypatch.setattr(
        "sandbox.runtime.guest.Guest.load", classmethod(lambda cls, check=False: _other(cls, behaviour))
    )
    if changed:
        (copy / "weaver.py").write_text(WEAVER.replace("< 10", "< 9"))
    audits = verify([copy / "match.bin"], Library(copy))[0].bots
    assert [(audit.ok, audit.first_bad_tick) for audit in audits] == [(None, None)] * 2
    assert audits[0].reason == reason


def _other(guest_class: type, behaviour: str | None) -> object:
    """The real guest, under another hash, and perhaps with another self-test."""
    real, other = guest_class._loaded, object.__new__(guest_class)  # type: ignore[attr-defined]
    other.__dict__ = {**real.__dict__, "sha256": "0" * 64, "behaviour": behaviour or behaviour_of(real)}
    return other


@pytest.mark.parametrize(
    ("kind", "message", "reason"),
    [
        ("wall", "used more than 2 s of CPU time in one tick", "CPU time here at tick 0"),
        (
            "trap",
            "recursion too deep: the stack is exhausted",
            "trapped at tick 0 there or here, which may depend on the stack",
        ),
    ],
)
def test_a_machine_that_is_slow_or_lays_out_its_stack_otherwise_accuses_nobody(
    recorded: Path, monkeypatch: pytest.MonkeyPatch, kind: str, message: str, reason: str
) -> None:
    def fail(self: Program, observation: bytes, time_ns: int) -> str:
        fault = Fault(kind, message)
        fault.stack_exhausted = kind == "trap"
        raise fault

    monkeypatch.setattr(Program, "tick", fail)
    audits = verify([recorded / "match.bin"], Library(recorded))[0].bots
    assert [audit.ok for audit in audits] == [None, None]
    assert reason in str(audits[0].reason)


def test_a_bot_that_was_played_outside_the_sandbox_is_not_accused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "import sys\n\ndef tick(ship):\n    ship.thrust(1 if sys.platform == 'wasi' else -1)\n"
    setup = Setup("duel", 3, max_ticks=5)
    seats = [Seat(name, (("main.py", code),)) for name, code in (("spy", text), ("idle", IDLE))]
    agents = [LocalAgent(s.name, s.files, setup.bot_seed(side), s.name) for side, s in enumerate(seats)]
    (tmp_path / "match.bin").write_bytes(play([MatchSession(setup, seats, agents, {"local": [0, 1]})])[0].log)
    for name, code in (("spy", text), ("idle", IDLE)):
        (tmp_path / f"{name}.py").write_text(code)
    assert main(["verify", str(tmp_path / "match.bin"), "--bots", str(tmp_path), "--json"]) == 2
    (found,) = json.loads(capsys.readouterr().out)
    assert [(bot["ok"], bot["first_bad_tick"]) for bot in found["bots"]] == [(None, 0), (True, None)]


def test_a_folder_of_logs_is_verified_by_several_processes_in_order(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, logs = (copy / "match.bin").read_bytes(), copy / "logs"
    logs.mkdir()
    bad, foreign = 3, 7
    for number in range(10):
        (logs / f"{number}.bin").write_bytes(whole)
    (logs / f"{bad}.bin").write_bytes(whole[:-40] + b"x" * 40)
    (logs / f"{foreign}.bin").write_bytes(b"GIF89a" * 1000)
    (logs / "0.debug").write_bytes(b"no log")
    answers = []
    for workers in ("1", "2"):
        assert main(["verify", str(logs), "--bots", str(copy), "--json", "--workers", workers]) == 1
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert [Path(found["log"]).name for found in answers[1]] == [f"{number}.bin" for number in range(10)]
    for number, found in enumerate(answers[1]):
        assert found["ok"] is (number not in (bad, foreign))
        assert [bot["ok"] for bot in found["bots"]] == ([] if number == foreign else [True, True])
    paths = sorted(logs.glob("*.bin"))
    assert verify(paths) == [found for path in paths for found in verify([path])]
    (logs / f"{bad}.bin").unlink()
    assert main(["verify", str(logs), "--bots", str(copy), "--workers", "2"]) == 2  # one is not a log
    (logs / f"{foreign}.bin").unlink()
    assert main(["verify", str(logs), "--bots", str(copy), "--workers", "2"]) == 0
    capsys.readouterr()
    (copy / "empty").mkdir()
    assert main(["verify", str(copy / "empty")]) == 2
    assert "no logs in this folder" in capsys.readouterr().err


def test_one_missing_log_does_not_hide_the_others(recorded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(recorded / "missing.bin"), str(recorded / "match.bin"), "--json"]) == 2
    first, second = json.loads(capsys.readouterr().out)
    assert (first["ok"], first["reason"], second["ok"]) == (False, "No such file or directory", True)


def test_ctrl_c_keeps_what_was_verified(copy: Path) -> None:
    for n in range(3000):
        (copy / f"match{n:04}.bin").hardlink_to(copy / "match.bin")
    command = [sys.executable, "-m", "league", "verify", str(copy), "--workers", "2"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    first = process.stdout.readline()  # printed as it arrives, not at the end
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    rest, err = process.stdout.read(), process.stderr.read()
    verified = (first + rest).count("good  ")
    assert process.wait(60) == 130
    assert 0 < verified < 3001
    assert f"stopped: {verified} of 3001 logs verified" in err
    assert "Traceback" not in err


def test_the_folder_of_a_league_stands_for_its_logs(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    logs = copy / ".league" / "logs"
    logs.mkdir(parents=True)
    log = (copy / "match.bin").read_bytes()
    (copy / "match.bin").unlink()
    with PackWriter(logs / "run-0001.pack") as writer:
        writer.append([PackedLog(f"run-0001-pair-000{number}-a", log, b"") for number in (1, 2)])
    assert main(["verify", str(copy)]) == 0
    assert "2 of 2 logs are good" in capsys.readouterr().out
