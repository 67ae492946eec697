"""`botkit new` and `botkit run`, as users call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.log import read_log
from league.match.sidecar import unpack
from systems.arenas import ARENAS

ROOT = Path(__file__).parents[3]
OLDEST_NUMPY = ROOT / ".venv" / "oldest-numpy"


def botkit(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    command = [sys.executable, "-m", "botkit.tools.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=300)


def test_a_newcomers_way(tmp_path: Path) -> None:
    made = botkit(tmp_path, "new", "ace")
    assert made.returncode == 0
    assert "botkit run ace.py hunter" in made.stdout
    played = botkit(tmp_path, "run", "ace.py", "hunter")
    assert played.returncode == 0, played.stderr
    assert "wins" in played.stdout or "a draw" in played.stdout
    command = next(line.split() for line in played.stdout.splitlines() if line.startswith("    botkit run"))
    again = botkit(tmp_path, *command[1:])
    assert again.stdout == played.stdout


def test_an_empty_name_is_no_bot(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("")
    refused = botkit(tmp_path, "run", "", "hunter")
    assert refused.returncode == 2
    assert refused.stderr.startswith("error: '' is not a file, a folder or one of: ")


def test_new_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "ace.py").write_text("mine")
    made = botkit(tmp_path, "new", "ace")
    assert made.returncode == 2
    assert made.stderr.startswith("error: ace.py already exists")
    assert (tmp_path / "ace.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["../ace", "1ace", "", "a b"])
def test_new_refuses_names_that_no_bot_can_have(tmp_path: Path, name: str) -> None:
    made = botkit(tmp_path, "new", name)
    assert made.returncode == 2
    assert made.stderr.startswith("error: ")
    assert list(tmp_path.iterdir()) == []


def test_json_is_one_document_and_prints_go_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text("def tick(ship):\n    print('here I am')\n")
    played = botkit(tmp_path, "run", "loud.py", "loud.py", "--seed", "3", "--ticks", "5", "--json")
    result = json.loads(played.stdout)
    assert "here I am" in played.stderr
    keys = {"mode", "arena", "seed", "code_version", "ticks", "how", "winner", "ranks", "seats", "digest", "log"}
    assert keys <= set(result)
    assert (result["seed"], result["ticks"], result["how"], result["log"]) == (3, 5, "time", None)
    seat = {"seat", "bot", "points", "hull", "damage", "faults", "fuel_max"}
    assert all(seat <= set(found) for found in result["seats"])


def test_the_first_bot_is_local_and_its_tracebacks_name_its_own_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("def tick(ship):\n    return 1 / 0\n")
    played = botkit(tmp_path, "run", "broken.py", "first", "--seed", "1")
    assert played.returncode == 0
    assert f'File "{path}", line 2' in played.stderr
    assert "ZeroDivisionError: division by zero (broken.py line 2)" in played.stdout


def test_the_same_traceback_is_shown_once_and_another_one_again(tmp_path: Path) -> None:
    text = "def tick(ship):\n    return 1 / (ship.tick == 2) if ship.tick != 4 else nothing\n"
    (tmp_path / "broken.py").write_text(text)
    played = botkit(tmp_path, "run", "broken.py", "first", "--local", "all", "--seed", "1", "--ticks", "6")
    shown = [line for line in played.stderr.splitlines() if "Error" in line]
    assert [line.split(":")[0] for line in shown] == ["ZeroDivisionError", "NameError", "ZeroDivisionError"]


def test_ctrl_c_in_an_endless_loop_shows_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "loop.py"
    path.write_text(
        "import os, signal, threading\n\n"
        "def tick(ship):\n"
        "    threading.Timer(1.2, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "    while True:\n"
        "        pass\n"
    )
    played = botkit(tmp_path, "run", "loop.py", "first", "--seed", "1")
    assert played.returncode == 130
    assert f'File "{path}", line ' in played.stderr
    assert "botkit/tools" not in played.stderr


def test_only_the_first_bot_runs_bare(tmp_path: Path) -> None:
    (tmp_path / "nosy.py").write_text("import os\n\ndef tick(ship):\n    open('seen', 'w').write('x')\n")
    botkit(tmp_path, "run", "first", "nosy.py", "--seed", "1", "--ticks", "5")
    botkit(tmp_path, "run", "nosy.py", "first", "--sandbox", "--seed", "1", "--ticks", "5")
    assert not (tmp_path / "seen").exists()
    botkit(tmp_path, "run", "first", "nosy.py", "--local", "all", "--seed", "1", "--ticks", "5")
    assert (tmp_path / "seen").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["hunter", "nobody"], "'nobody' is not a file"),
        (["hunter"], "duel takes 2 bots, not 1"),
        (["hunter", "notes.txt"], "notes.txt: a bot is a .py file, a folder or zip with main.py, or a .wasm module"),
        (["hunter", "first", "--mode", "chess"], "mode must be one of duel, melee, fleet, sumo, not 'chess'"),
        (["hunter", "first", "--arena", "moon"], f"arena must be one of {', '.join(ARENAS)}, not 'moon'"),
        (["hunter", "first", "--ships", "3"], "1 ship a side, not 3"),
        (["hunter", "first", "--seed", "-1"], "seed"),
        (["hunter", "first", "--ticks", "0"], "ticks"),
        (["hunter", "first", "--log", "no/such/folder/x.bin"], "no/such/folder"),
        (["hunter", "first", "--log", "hunter.py"], "the name of a log must end in .bin"),
        (["hunter", "first", "--sandbox", "--local", "all"], "--local"),
    ],
)
def test_what_can_not_be_done_is_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "notes.txt").write_text("a bot to be")
    played = botkit(tmp_path, "run", *arguments)
    assert played.returncode == 2
    assert played.stderr.startswith("error: ")
    assert played.stderr.count("\n") == 1
    assert words in played.stderr
    assert list(tmp_path.iterdir()) == [tmp_path / "notes.txt"]


def test_a_log_has_its_own_sidecar_and_an_old_one_is_not_left_beside_it(tmp_path: Path) -> None:
    run = ["run", "hunter", "first", "--seed", "2", "--ticks", "30", "--log", "x.bin"]
    assert botkit(tmp_path, *run).returncode == 0
    assert len(unpack((tmp_path / "x.debug").read_bytes())[0]) == 30
    assert read_log((tmp_path / "x.bin").read_bytes()).footer is not None
    (tmp_path / "bad.py").write_text("import os\n\ndef tick(ship):\n    os.kill(os.getpid(), 9)\n")
    assert botkit(tmp_path, "run", "bad.py", *run[2:]).returncode == -9
    assert not (tmp_path / "x.debug").exists()
    assert read_log((tmp_path / "x.bin").read_bytes()).damage is not None


@pytest.mark.parametrize("more", [[], ["--log", "x.bin"]])
def test_a_viewer_that_can_not_open_is_no_matter_of_the_match(tmp_path: Path, more: list[str]) -> None:
    """Without a screen the viewer says so. Modules `viewer` and `engine` in the current folder are not used."""
    for name in ("viewer", "engine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    command = [
        sys.executable,
        "-P",
        "-m",
        "botkit.tools.cli",
        "run",
        "hunter",
        "first",
        "--ticks",
        "30",
        "--view",
        *more,
    ]
    env = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    played = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, timeout=300, check=False)
    assert "time after 30 ticks" in played.stdout
    assert played.stderr.startswith("error: no screen to open a window on")
    assert played.stderr.count("\n") == 1
    assert played.returncode == 2
    assert (tmp_path / "x.bin").exists() == bool(more)
    if more:
        assert read_log((tmp_path / "x.bin").read_bytes()).footer is not None
        assert len(unpack((tmp_path / "x.debug").read_bytes())[0]) == 30


def test_a_word_stands_for_a_file_of_that_name_where_no_opponent_has_it(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def tick(ship):\n    print('my own')\n")
    (tmp_path / "first.py").write_text("def tick(ship):\n    print('not the opponent')\n")
    played = botkit(tmp_path, "run", "mine", "first", "--local", "all", "--ticks", "3")
    assert "my own" in played.stdout
    assert "not the opponent" not in played.stdout


def test_what_is_watched_is_the_same_match(tmp_path: Path) -> None:
    """Its log is written tick by tick, with the same content."""
    run = ["run", "first", "circle", "--local", "all", "--seed", "2", "--ticks", "300"]
    botkit(tmp_path, *run, "--log", "one.bin")
    shown = botkit(tmp_path, *run, "--log", "two.bin", "--view", "--json", env={"DISPLAY": ":none"})
    assert json.loads(shown.stdout)["ticks"] == 300
    one, two = (read_log((tmp_path / f"{name}.bin").read_bytes()) for name in ("one", "two"))
    assert one.content_hash == two.content_hash


def content_hash(folder: Path, name: str, code: str = "", env: dict[str, str] | None = None) -> str:
    """Return the content hash of the match `hunter mathematical --sandbox --seed 7`, played in a separate process."""
    arguments = ["run", "hunter", "mathematical", "--sandbox", "--seed", "7", "--log", f"{name}.bin"]
    script = f"{code}\nimport sys\nfrom botkit.tools.cli import main\nsys.exit(main({arguments!r}))"
    path = os.pathsep.join([*((env or {}).get("PYTHONPATH", "").split(os.pathsep)), str(ROOT)])
    environment = {**os.environ, **(env or {}), "PYTHONPATH": path.lstrip(os.pathsep)}
    command = [sys.executable, "-c", script]
    played = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=300)
    assert played.returncode == 0, played.stderr
    return read_log((folder / f"{name}.bin").read_bytes()).content_hash


WITHOUT = """
import os
from numpy._core._multiarray_umath import __cpu_features__ as features
assert not any(features[name] for name in os.environ["NPY_DISABLE_CPU_FEATURES"].split())
"""


def cpu_groups() -> list[str]:
    """Return the groups of CPU features that this numpy uses here and can do without."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    return [name for name in __cpu_dispatch__ if __cpu_features__.get(name)]


def test_the_same_match_has_the_same_content_everywhere(tmp_path: Path) -> None:
    plain = content_hash(tmp_path, "plain", env={"PYTHONHASHSEED": "1"})
    assert content_hash(tmp_path, "hash", env={"PYTHONHASHSEED": "2"}) == plain
    groups = cpu_groups()
    assert groups, "numpy has no CPU features to switch off here"
    assert content_hash(tmp_path, "none", WITHOUT, {"NPY_DISABLE_CPU_FEATURES": " ".join(groups)}) == plain
    assert content_hash(tmp_path, "less", WITHOUT, {"NPY_DISABLE_CPU_FEATURES": groups[-1]}) == plain


@pytest.mark.skipif(
    not OLDEST_NUMPY.is_dir() and not os.environ.get("CI"), reason="`make test` installs the oldest numpy"
)
def test_the_oldest_numpy_plays_the_same_match(tmp_path: Path) -> None:
    code = "import numpy\nassert numpy.__version__ == '2.2.0', numpy.__version__"
    old = content_hash(tmp_path, "old", code, {"PYTHONPATH": str(OLDEST_NUMPY)})
    assert old == content_hash(tmp_path, "new")


def test_tools_start_neither_a_window_nor_a_chat() -> None:
    code = (
        "import sys, botkit, botkit.tools.cli, botkit.tools.commands.run\n"
        "import league, league.__main__, league.commands.playing.run\n"
        "assert not {'arcade', 'pyglet', 'discord', 'aiohttp'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_module_plays_in_the_sandbox_wherever_the_others_play(tmp_path: Path) -> None:
    lancer = ROOT / "examples" / "languages" / "lancer.wasm"
    for more in ([], ["--local", "all"], ["--sandbox"]):
        played = botkit(tmp_path, "run", str(lancer), "first", "--seed", "1", "--ticks", "60", "--json", *more)
        assert played.returncode == 0, played.stderr
        mine, other = json.loads(played.stdout)["seats"]
        assert mine["faults"] == [] and mine["fuel_max"] > 0
        assert (other["fuel_max"] is None) == (more == ["--local", "all"])
