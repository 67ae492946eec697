"""`league verify --bots` over many logs: each gets the verdict that it gets alone."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import troubled

from engine.log import BLOCK_TICKS, DamagedLog, LogWriter, MatchLog, NotALog, read_log
from league.__main__ import main
from league.match.agents import Agent
from league.match.batch import about
from league.match.manager import MatchSession, Seat, play
from league.verify.library import Library
from league.verify.logs import verify
from sandbox.fault import Fault
from sandbox.limits import Limits
from sandbox.program import Program
from sandbox.runtime.guest import Guest
from systems.setup import Setup

BOTS = {
    "weaver": "def tick(ship):\n    ship.thrust(1 if ship.tick % 20 < 10 else -1)\n    ship.fire()\n",
    "idle": "def tick(ship):\n    pass\n",
    "dice": "import random\n\ndef tick(ship):\n    ship.turn(random.uniform(-1, 1))\n    ship.fire()\n",
    "raises": "def tick(ship):\n    ship.thrust(1)\n    1 / (ship.tick % 3)\n",
    "endless": "def tick(ship):\n    while ship.tick == 4:\n        pass\n    ship.thrust(1)\n",
    "deep": "def down():\n    down()\n\ndef tick(ship):\n    ship.thrust(1)\n    if ship.tick == 7:\n        down()\n",
    "stillborn": "1 / 0\n",
    "wordy": "def bot_main(observation):\n    return 'x' * 100_000\n",
    "slow": "def tick(ship):\n    ship.thrust(1)\n",
}
CHANGED = {
    "weaver": BOTS["weaver"].replace("< 10", "< 9"),
    "raises": BOTS["raises"] + "\n# another version, which acts the same\n",
}


class _Late(Program):
    """A program that exceeds its CPU time in some ticks, of the machine on which it was recorded."""

    def tick(self, observation: bytes, time_ns: int) -> str:
        if 3 * 10**8 < time_ns < 4 * 10**8:
            raise Fault("wall", "used more than 2 s of CPU time in one tick")
        return super().tick(observation, time_ns)


def recorded(setup: Setup, names: tuple[str, ...], limits: Limits) -> bytes:
    guest = Guest.load()
    seats = [Seat(name, (("main.py", BOTS[name]),)) for name in names]
    agents: list[Agent] = [
        (_Late if seat.name == "slow" else Program)(guest, seat.name, seat.files, setup.bot_seed(side), limits)
        for side, seat in enumerate(seats)
    ]
    return play([MatchSession(setup, seats, agents, about(guest, limits))], block_ticks=8)[0].log


def rewritten(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a log with another header."""
    log, out = read_log(data), bytearray()
    assert isinstance(log, MatchLog)
    header = json.loads(json.dumps(log.header))
    change(header)
    writer = LogWriter(out.extend, header, log.inputs.shape[1])
    for start in range(0, len(log.inputs), BLOCK_TICKS):
        writer.block(log.inputs[start : start + BLOCK_TICKS], log.digests[start : start + BLOCK_TICKS])
    writer.close(log.footer or {})
    return bytes(out)


def _header_size(data: bytes) -> int:
    """Return the length at which a log holds its header and no tick."""
    for size in range(len(data)):
        with contextlib.suppress(NotALog, DamagedLog):
            read_log(data[:size])
            return size
    raise AssertionError("no length holds the header alone")


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Bots, some of which have changed or are gone, and a folder `logs` of their matches, some of them damaged."""
    folder = tmp_path_factory.mktemp("league")
    logs = folder / "logs"
    logs.mkdir()
    names = list(BOTS)
    for seed, name in enumerate(names):
        pair = (name, names[seed - 1])
        for setup in (Setup("duel", seed, max_ticks=30 + seed), Setup("sumo", seed, max_ticks=12)):
            (logs / f"{setup.mode}-{seed}.bin").write_bytes(recorded(setup, pair, Limits()))
    four = ("weaver", "dice", "endless", "idle")
    melee = recorded(Setup("melee", 1, sides=4, max_ticks=20), four, Limits())
    (logs / "melee.bin").write_bytes(melee)
    (logs / "fleet.bin").write_bytes(recorded(Setup("fleet", 1, ships=3, max_ticks=20), four[:2], Limits()))
    duel = recorded(Setup("duel", 99, max_ticks=40), ("weaver", "dice"), Limits())
    lengths = {"cut": len(duel) - 20, "short": len(duel) // 2, "header": _header_size(duel), "tiny": 40}
    for name, length in lengths.items():
        (logs / f"{name}.bin").write_bytes(duel[:length])
    for at in range(100, len(duel), 100):
        (logs / f"flipped-{at}.bin").write_bytes(duel[:at] + bytes([duel[at] ^ 1]) + duel[at + 1 :])
    (logs / "foreign.bin").write_bytes(b"GIF89a" * 100)
    (logs / "empty.bin").write_bytes(b"")
    for name, change_header in {
        "elsewhere": lambda header: header.update(guest="0" * 64),
        "local": lambda header: header.update(local=[0, 1]),
        "nameless": lambda header: header.update(seats=header["seats"][:1]),
        "gone": lambda header: header["seats"][1].update(bot="nobody", identity="0" * 64),
        "strict": lambda header: header["limits"].update(tick_fuel=300_000),
        "generous": lambda header: header["limits"].update(tick_fuel=200_000_000),
    }.items():
        (logs / f"{name}.bin").write_bytes(rewritten(duel, change_header))
    for name, text in {**BOTS, **CHANGED}.items():
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.mark.parametrize("log_limits", [False, True])
def test_logs_with_their_programs_are_judged_as_each_alone(league: Path, log_limits: bool) -> None:
    paths, library = [*sorted((league / "logs").iterdir()), league / "missing.bin"], Library(league)
    together = verify(paths, library, log_limits)
    assert together == [found for path in paths for found in verify([path], library, log_limits)]
    told = {str(audit.reason).split(" at tick")[0] for found in together for audit in found.bots}
    assert {audit.ok for found in together for audit in found.bots} == {True, False, None}
    assert {
        "other version",
        "other version: acts differently",
        "nobody is not in the folder",
        "the log does not name its bot",
        "the log contains no ticks",
        "forfeited for its CPU time",
        "None",
    } <= told


def test_the_command_tells_the_same_whatever_its_batches(
    league: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for window, workers in ((1, 1), (256, 1), (7, 2)):
        monkeypatch.setattr("league.verify.verifiers.WINDOW", window)
        asked = ["verify", str(league / "logs"), "--bots", str(league), "--workers", str(workers)]
        told.append((main(asked), capsys.readouterr()))
    assert told[0] == told[1] == told[2]


def test_what_this_machine_fails_at_together_is_verified_alone(
    league: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("league.verify.verifiers.verify", troubled.verify)
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.bin").write_bytes((league / "logs" / "duel-1.bin").read_bytes())
    assert main(["verify", str(tmp_path), "--workers", "1"]) == 0
    assert capsys.readouterr().out.count("good  ") == 3
    for name, before, why in (
        ("d-large", 3, "out of memory"),
        ("c-deadly", 2, f"{tmp_path / 'c-deadly.bin'}: the worker process that verified this died"),
    ):
        (tmp_path / f"{name}.bin").write_bytes((league / "logs" / "duel-1.bin").read_bytes())
        assert main(["verify", str(tmp_path), "--workers", "1"]) == 2
        shown = capsys.readouterr()
        assert (shown.out.count("good  "), shown.err) == (before, f"error: {why}\n")
