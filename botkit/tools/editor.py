"""Files for editors: `.vscode/launch.json` and `.vscode/settings.json`, for a debugger and completion in bots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(".vscode")
QUIET = {"reportWildcardImportFromLibrary": "none"}  # `from botkit import *` is how bots begin


def launch(mode: str) -> dict[str, Any]:
    """Return the contents of launch.json: the bot in the open file plays, or goes through its latest match again.

    Args:
        mode: of the match.
    """
    log = "${fileDirname}/${fileBasenameNoExtension}.bin"
    match = ["run", "${file}", "hunter", *(["--mode", mode] if mode != "duel" else []), "--seed", "7", "--log", log]
    again = ["rerun", log, "--seat", "0", "--bot", "${file}"]
    return {
        "version": "0.2.0",
        "configurations": [
            _configuration("botkit: play against hunter", match),
            _configuration("botkit: rerun the latest match", again),
        ],
    }


def _configuration(name: str, args: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "debugpy",
        "request": "launch",
        "module": "botkit.tools.cli",
        "args": args,
        "cwd": "${workspaceFolder}",
        "console": "integratedTerminal",
        "env": {"PYTHONHASHSEED": "0"},  # as botkit sets it outside a debugger: sets keep their order
    }


def settings() -> dict[str, Any]:
    """Return the contents of settings.json: type checks, which find misspelt names, without false alarms in bots."""
    return {
        "python.analysis.typeCheckingMode": "standard",
        "python.analysis.diagnosticSeverityOverrides": QUIET,
    }


def typed(template: str) -> str:
    """Return a template with a type for the ship in `tick`, by which an editor completes its properties and orders."""
    if "def tick(ship):" not in template:
        return template
    text = template.replace("def tick(ship):", "def tick(ship: Ship) -> None:")
    return text.replace("from botkit import *\n", "from botkit import *\nfrom botkit import Ship\n", 1)


def write(mode: str) -> tuple[list[Path], dict[Path, str]]:
    """Write the files that are missing to `.vscode` in the current folder; change none that is there.

    Returns the files written, and by file with other contents what to add to it.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    FOLDER.mkdir(exist_ok=True)
    written, other = [], {}
    for name, contents in (("launch.json", launch(mode)), ("settings.json", settings())):
        path, text = FOLDER / name, json.dumps(contents, indent=4) + "\n"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            written.append(path)
        except FileExistsError:
            if path.read_text(encoding="utf-8", errors="replace") != text:
                other[path] = text
    return written, other
