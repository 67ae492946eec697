"""The version of the package, and the cost of asking for it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import league
from sandbox import build
from systems.setup import CODE_VERSION

ROOT = Path(__file__).parents[2]


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert league.__version__ == project["version"]


def test_an_unknown_attribute_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'version'"):
        league.version  # type: ignore[attr-defined]  # noqa: B018


def test_the_changelog_has_the_version() -> None:
    assert f"\n## [{league.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_kit_needs_the_standard_library_alone() -> None:
    """As in the guest: without site-packages, and without the metadata of an installed package."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import botkit, botkit.runner; "
        "known = sys.stdlib_module_names | {'botkit', '__main__'}; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} - known), 'importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[] False\n"


@pytest.mark.parametrize("command", ["league", "botkit", "viewer"])
def test_each_command_starts_as_a_module_whatever_bots_are_called(command: str, tmp_path: Path) -> None:
    for name in ("engine", "systems", "sandbox"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a bot was imported')")
    start = [sys.executable, "-m", command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*start, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment)

    told = run("--version")
    assert (told.returncode, told.stderr) == (0, "")
    guest = build.facts().get("sha256", "not built")[:8]
    wasmtime, numpy = (metadata.version(name) for name in ("wasmtime", "numpy"))
    assert told.stdout == (
        f"spacecode {league.__version__} (code_version {CODE_VERSION})\n"
        f"Python {platform.python_version()}, wasmtime {wasmtime}, numpy {numpy}, guest {guest}\n"
    )
    assert run("--help").stdout.startswith(f"usage: python -m {command} [-h] [--version] COMMAND")
    assert run("moon").stderr.endswith(f"; see `python -m {command} --help`\n")
