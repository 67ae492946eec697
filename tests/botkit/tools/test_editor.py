"""`botkit new --editor`: files by which an editor debugs and checks bots, and never changes what is there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from botkit.tools.cli import main

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def configurations() -> list[dict[str, Any]]:
    launch = json.loads(Path(".vscode/launch.json").read_text(encoding="utf-8"))
    assert set(launch) == {"version", "configurations"} and launch["version"] == "0.2.0"
    return launch["configurations"]


def start(configuration: dict[str, Any], bot: Path) -> subprocess.CompletedProcess[str]:
    """Start what the editor would start while `bot` is open, with its variables replaced, but without its debugger."""
    values = {"file": str(bot), "fileDirname": str(bot.parent), "fileBasenameNoExtension": bot.stem}
    words = [sys.executable, "-m", configuration["module"], *configuration["args"]]
    for name, value in values.items():
        words = [word.replace(f"${{{name}}}", value) for word in words]
    assert not any("${" in word for word in words)
    assert configuration["cwd"] == "${workspaceFolder}"
    env = {**configuration["env"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=Path.cwd(), env=env, capture_output=True, text=True, check=False)


def test_the_launch_file_plays_the_open_bot_and_goes_through_its_match_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", "ace", "--editor", "vscode"]) == 0
    assert "Wrote .vscode/launch.json and .vscode/settings.json" in capsys.readouterr().out
    play, again = configurations()
    for each in (play, again):
        assert (each["type"], each["request"], each["console"]) == ("debugpy", "launch", "integratedTerminal")
    done = start(play, tmp_path / "ace.py")
    assert done.returncode == 0 and "ace.bin" in done.stdout, done.stderr
    done = start(again, tmp_path / "ace.py")
    assert done.returncode == 0 and done.stdout.startswith("ace acts as recorded"), done.stderr


def test_a_bot_for_an_editor_has_types_that_a_checker_accepts(tmp_path: Path) -> None:
    main(["new", "ace", "--editor", "vscode"])
    settings = json.loads(Path(".vscode/settings.json").read_text(encoding="utf-8"))
    assert settings["python.analysis.diagnosticSeverityOverrides"] == {"reportWildcardImportFromLibrary": "none"}
    assert "def tick(ship: Ship) -> None:" in Path("ace.py").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "ace.py"]
    done = subprocess.run(command, cwd=tmp_path, env={"MYPYPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_fleet_is_played_as_a_fleet() -> None:
    main(["new", "wing", "--editor", "vscode", "--template", "fleet"])
    assert configurations()[0]["args"][3:5] == ["--mode", "fleet"]


def test_files_that_are_there_are_kept_and_what_they_lack_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".vscode").mkdir()
    Path(".vscode/settings.json").write_text('{"editor.rulers": [120]}  // mine', encoding="utf-8")
    main(["new", "ace", "--editor", "vscode"])
    out = capsys.readouterr().out
    assert "Wrote .vscode/launch.json." in out
    assert ".vscode/settings.json exists and was not changed. Add to it:" in out
    assert '"reportWildcardImportFromLibrary": "none"' in out
    assert Path(".vscode/settings.json").read_text(encoding="utf-8") == '{"editor.rulers": [120]}  // mine'
    main(["new", "rival", "--editor", "vscode"])
    assert ".vscode/launch.json" not in capsys.readouterr().out  # it has what the second bot needs


def test_a_folder_that_cannot_be_made_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".vscode").write_text("", encoding="utf-8")
    assert main(["new", "ace", "--editor", "vscode"]) == 2
    assert capsys.readouterr().err.splitlines() == ["error: cannot write .vscode: File exists"]


def test_without_an_editor_only_the_bot_is_written() -> None:
    main(["new", "ace"])
    assert [path.name for path in Path().iterdir()] == ["ace.py"]
