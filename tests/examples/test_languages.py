"""The examples in other languages: small, valid, and able to play in a league with Python bots."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from league.bots.roster import read_entry
from league.logs.paths import logs_at
from league.match.batch import Job, play_batch
from league.match.manager import Seat
from systems.setup import Setup

ROOT = Path(__file__).parents[2]
LANGUAGES = ROOT / "examples" / "languages"
BOTS = {"lancer": "c/lancer.c", "corsair": "assemblyscript/corsair.ts"}


def test_every_module_has_its_source_and_its_build_command():
    assert {path.stem for path in LANGUAGES.glob("*.wasm")} == set(BOTS)
    for name, source in BOTS.items():
        text = (LANGUAGES / source).read_text(encoding="utf-8")
        assert f"../{name}.wasm" in text.partition("docs/protocol.md")[0]
        assert (LANGUAGES / f"{name}.wasm").stat().st_size < 10_000


@pytest.mark.parametrize("name", BOTS)
def test_it_plays_without_a_fault_and_hits(name):
    seats = tuple(
        Seat(entry.name, entry.files)
        for entry in (read_entry(LANGUAGES / f"{name}.wasm"), read_entry(ROOT / "examples" / "bots" / "first.py"))
    )
    jobs = [Job(number, Setup("duel", 20 + number), order) for number, order in enumerate((seats, seats[::-1]))]
    for outcome, seat in zip(play_batch(jobs), (0, 1), strict=True):
        mine = outcome.result["seats"][seat]
        assert mine["faults"] == [] and mine["damage"] > 20
        assert 0 < mine["fuel_max"] < 500_000  # a twentieth of the limit


def test_a_league_of_three_languages(tmp_path):
    for name in BOTS:
        (tmp_path / f"{name}.wasm").write_bytes((LANGUAGES / f"{name}.wasm").read_bytes())
    (tmp_path / "first.py").write_text((ROOT / "examples" / "bots" / "first.py").read_text(encoding="utf-8"))
    (tmp_path / "broken.wasm").write_bytes(b"\0asm\1\0\0\0")

    def league(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "league", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)

    done = league("run", tmp_path, "--format", "round-robin", "--seed", 3, "--ticks", 60, "--json")
    assert done.returncode == 0, done.stderr
    assert "left out: broken.wasm: does not export memory" in done.stderr
    ladder = json.loads(done.stdout)
    assert {row["bot"] for row in ladder["rows"]} == {"lancer", "corsair", "first"}
    assert all(row["games"] == 4 and row["faults"] == 0 for row in ladder["rows"])

    logs = logs_at(tmp_path / ".league" / "logs")
    for name in BOTS:  # from the store, once they are no longer in the folder
        (tmp_path / f"{name}.wasm").unlink()
    checked = league("verify", *logs, "--bots", tmp_path, "--json")
    assert checked.returncode == 0, checked.stdout
    assert all(bot["ok"] for log in json.loads(checked.stdout) for bot in log["bots"])
