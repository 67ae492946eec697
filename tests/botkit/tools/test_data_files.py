"""Files that come with a bot besides its modules."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from botkit.library import LIBRARY
from league.bots.bounds import MAX_DATA, MAX_FILE
from league.bots.roster import read_entry
from sandbox.program import Program
from sandbox.runtime.guest import Guest

MAIN = """
import csv, json
from pathlib import Path

WEIGHTS = json.load(open("weights.json"))
with open("tables/a.csv", newline="") as file:
    TABLE = list(csv.reader(file))
RAW = Path("notes.txt").read_text() + open("./notes.txt", "rb").read().decode()[5:]
assert open("weights.json").name == "weights.json" and (Path(__file__).parent / "tables/a.csv").open().read(1) == "a"

def tick(ship):
    ship.thrust(WEIGHTS["thrust"])
    if ship.tick == 0:
        print(TABLE, RAW)
"""
SHOWN = "[['a', 'b'], ['1', '2']] Grüße"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    bot = tmp_path / "learned"
    (bot / "tables").mkdir(parents=True)
    (bot / "main.py").write_text(MAIN)
    (bot / "weights.json").write_text('{"thrust": 0.5}')
    (bot / "tables" / "a.csv").write_text("a,b\r\n1,2\r\n")
    (bot / "notes.txt").write_text("Grüße", encoding="utf-8")
    return bot


def zipped(folder: Path, top: str = "") -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return target


def test_a_folder_and_its_archives_are_the_same_bot(folder: Path) -> None:
    entry = read_entry(folder)
    assert [path for path, _ in entry.files] == ["main.py", "notes.txt", "tables/a.csv", "weights.json"]
    assert read_entry(zipped(folder)).identity == entry.identity == read_entry(zipped(folder, "learned/")).identity


@pytest.mark.parametrize("where", ["--sandbox", "--local=all"])
def test_a_bot_reads_them_everywhere(folder: Path, botkit: Callable[..., Any], where: str) -> None:
    for bot in (folder, zipped(folder)):
        done = botkit("run", bot, "first", "--ticks", 2, "--seed", 1, "--log", "x.bin", *where.split("="))
        assert done.code == 0 and "Error" not in done.out + done.err
        assert SHOWN in (done.out if "local" in where else str(_logged(Path("x.debug"))))


def _logged(debug: Path) -> list[object]:
    from league.match.sidecar import unpack

    return [line.get("log") for line in unpack(debug.read_bytes())[0]]


def test_what_is_left_out_is_said(folder: Path, botkit: Callable[..., Any]) -> None:
    (folder / "big.json").write_text("x" * (MAX_FILE + 1))
    (folder / "latin.txt").write_bytes(b"\xe9")
    (folder / "my notes.txt").write_text("")
    (folder / "w.npy").write_bytes(b"\x93NUMPY")
    entry = read_entry(folder)
    assert entry.left_out == (
        "big.json: more than 256 KB",
        "latin.txt: not UTF-8 text (byte 0)",
        "my notes.txt: invalid name",
        "w.npy: neither a .py file nor data (.json, .txt, .csv)",
    )
    assert read_entry(zipped(folder)).left_out == entry.left_out
    done = botkit("check", folder, "--json", "--sandbox")
    assert done.json[0]["ok"] and done.json[0]["left_out"] == list(entry.left_out)
    assert "left out of learned: w.npy" in botkit("run", folder, "first", "--ticks", 1, "--local", "all").err


def test_an_odd_folder_or_link_is_left_out_and_not_the_bot(folder: Path) -> None:
    for name in ("dir.json", "my tables", "v1.2"):
        (folder / name).mkdir()
        (folder / name / "a.csv").write_text("1")
    (folder / "deep.txt").symlink_to(folder / "notes.txt")
    entry = read_entry(folder)
    assert entry.problem is None
    assert entry.left_out == (
        "deep.txt: a symbolic link",
        "dir.json/a.csv: invalid name",
        "my tables/a.csv: invalid name",
        "v1.2/a.csv: invalid name",
    )
    (folder / "v1.2" / "a.py").write_text("")
    assert read_entry(folder).problem == "v1.2/a.py: invalid name"


@pytest.mark.parametrize("where", ["--sandbox", "--local=all"])
@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("open('weights.json', 5)", "TypeError: open() argument 'mode' must be str, not int"),
        ("open('weights.json', 'q')", "ValueError: invalid mode: 'q'"),
        ("open('weights.json', size=3)", "open() got an unexpected keyword argument 'size'"),
    ],
)
def test_a_wrong_call_of_open_is_told_as_by_python(
    folder: Path, botkit: Callable[..., Any], where: str, call: str, words: str
) -> None:
    (folder / "main.py").write_text(f"def tick(ship):\n    {call}\n")
    assert words in botkit("run", folder, "first", "--ticks", 1, *where.split("=")).out


def test_there_is_a_limit_of_files(folder: Path) -> None:
    for number in range(MAX_DATA):
        (folder / f"x{number:02}.txt").write_text("")
    entry = read_entry(folder)
    assert len(entry.files) == 1 + MAX_DATA and len(entry.left_out) == 3


def test_a_module_is_not_read_as_data_and_nothing_is_written(folder: Path, botkit: Callable[..., Any]) -> None:
    (folder / "main.py").write_text("def tick(ship):\n    ship.thrust()\n    open('notes.txt', 'w').write('x')\n")
    assert botkit("run", folder, "first", "--ticks", 1, "--sandbox").code == 0
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "Grüße"


def test_the_library_is_the_guests() -> None:
    source = """
import sys
def bot_main(seen):
    found = []
    for name in sys.stdlib_module_names:
        try:
            __import__(name)
            found.append(name)
        except ImportError:
            pass
    return {"log": " ".join(sorted(found))}
"""
    from json import loads

    from sandbox.limits import Limits
    from systems.protocol.observations import briefing
    from systems.setup import Setup

    with Program(Guest.load(), "ace", [("main.py", source)], 1, Limits(tick_fuel=10**11)) as program:
        program.start(briefing(Setup("duel", 1), 0))
        found = loads(program.tick(b"{}", 0))["log"].split()
    assert {name for name in found if not name.startswith("_")} == LIBRARY - {"__future__", "botkit"}
