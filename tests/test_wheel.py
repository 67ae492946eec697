"""The contents of a wheel: packages, guest and built-in opponents, but no leagues played in the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from league.bots.opponents import opponents

ROOT = Path(__file__).parents[1]
PACKAGES = ["engine", "systems", "sandbox", "botkit", "league", "viewer"]


def test_the_wheel_holds_the_packages_and_nothing_else(tmp_path: Path) -> None:
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
    exported = {f"botkit/network/template/{name}" for name in ("main.py", "observation.h", "network.c", "json.h")}
    assert exported <= set(names)
