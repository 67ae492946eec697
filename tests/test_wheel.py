"""The wheel: what it holds, that a player needs nothing else of a checkout, and how large the environment gets."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from league.bots.opponents import opponents

ROOT = Path(__file__).parents[1]
PACKAGES = ["engine", "systems", "sandbox", "botkit", "league", "viewer"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a tree in which a league was played."""
    tmp_path = tmp_path_factory.mktemp("wheel")
    tree = tmp_path / "tree"
    tree.mkdir()
    for name in [*PACKAGES, "examples"]:
        shutil.copytree(ROOT / name, tree / name)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tree / name)
    played = tree / "examples" / "bots" / ".league"
    played.mkdir(exist_ok=True)
    (played / "league.sqlite").write_text("secret")
    (tree / "examples" / "bots" / "mine").mkdir()
    (tree / "examples" / "bots" / "mine" / "main.py").write_text("")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=tree, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    return wheel


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(PACKAGES)
    assert "sandbox/guest.wasm" in names
    packed = {name for name in names if name.startswith("botkit/opponents/")}
    assert packed == {f"botkit/opponents/{path.parent.name}/{path.name}" for path in opponents().values()}
    assert {f"{name}/py.typed" for name in PACKAGES} <= set(names)
    site = {
        path.relative_to(ROOT).as_posix()
        for folder in ("static", "templates")
        for path in (ROOT / "league" / "site" / folder).iterdir()
    }
    assert {path.rpartition(".")[2] for path in site} == {"html", "css", "js"}
    assert site <= set(names)
    assert {f"viewer/web/player/{name}" for name in ("main.js", "page.html", "frame.css")} <= set(names)
    levels = ROOT / "botkit" / "tools" / "levels"
    assert {path.relative_to(ROOT).as_posix() for path in levels.glob("*/*.py")} <= set(names)
    exported = {f"botkit/network/template/{name}" for name in ("main.py", "observation.h", "network.c", "json.h")}
    assert exported <= set(names)


def test_a_player_needs_only_the_wheel(wheel: Path, tmp_path: Path) -> None:
    """With the packages that it depends on, in a folder far from any checkout."""
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    install = ["pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--target", str(installed)]
    subprocess.run([sys.executable, "-m", *install, str(wheel)], check=True)

    def run(module: str, *words: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(installed)}
        done = subprocess.run(
            [sys.executable, "-m", module, *words], cwd=empty, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    where = "import botkit, league, viewer, sandbox; print(botkit.__file__, league.__file__, viewer.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=empty, env={"PYTHONPATH": str(installed)}, capture_output=True
    )
    assert found.stdout.decode().count(str(installed)) == 3
    run("botkit.tools.cli", "new", "ace", "--editor", "vscode")
    for template in ("hunter", "plain", "fleet"):
        run("botkit.tools.cli", "new", f"a-{template}", "--template", template)
    assert "(seat" in run("botkit.tools.cli", "run", "ace.py", "hunter", "--seed", "7", "--log", "ace.bin")
    run("botkit.tools.cli", "run", "ace.py", "matador", "--mode", "sumo", "--ticks", "30")
    assert "the league accepts it" in run("botkit.tools.cli", "check", "ace.py")
    assert "Beat hunter" in run("botkit.tools.cli", "learn")
    (empty / "bots").mkdir()
    for name in ("ace.py", "a-hunter.py"):
        shutil.copy(empty / name, empty / "bots" / name)
    assert "a-hunter" in run("league", "run", "bots", "--rounds", "1")
    assert "hunter" in run("viewer.cli", "info", "ace.bin").lower()
    for picture in ("ace.png", "ace.html"):
        run("viewer.cli", "export", "ace.bin", picture, *(["--tick", "100"] if picture == "ace.png" else []))
        assert (empty / picture).stat().st_size > 10_000


def size(package: str) -> int:
    """Return the size of an installed package, without the bytecode that Python writes beside it."""
    files = importlib.metadata.files(package) or []
    paths = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
    return sum(path.stat().st_size for path in paths if path.exists())


def needed_by(wheel: Path) -> set[str]:
    """Return the packages that a wheel depends on, directly or not, without extras."""
    found: set[str] = set()
    (distribution,) = importlib.metadata.distributions(path=[str(wheel)])
    waiting = [distribution.requires or []]
    while waiting:
        for text in waiting.pop():
            requirement = Requirement(text)
            name = requirement.name.lower()
            if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                found.add(name)
                waiting.append(importlib.metadata.requires(name) or [])
    return found


def test_a_players_environment_is_under_250_mb(wheel: Path) -> None:
    needed = needed_by(wheel)
    assert {"numpy", "wasmtime", "arcade", "discord-py"} <= needed
    assert not needed & {
        "mypy",
        "ruff",
        "pytest",
        "hypothesis",
        "componentize-py",
        "distributed",
        "ziglang",
        "hatchling",
    }
    own = sum(info.file_size for info in zipfile.ZipFile(wheel).infolist())
    sizes = {name: size(name) for name in needed}
    assert all(sizes.values()), sizes
    assert own + sum(sizes.values()) < 250e6, sorted(sizes.items(), key=lambda each: -each[1])
