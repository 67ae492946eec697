"""The notebooks in examples/, run as their readers run them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def run(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **edits: str) -> list[Any]:
    """Run a notebook in a folder, and return the outputs of its cells.

    Args:
        edits: what to run instead of something in a cell, by what it replaces.
    """
    if os.environ.get("CI") != "true":
        pytest.importorskip("nbclient")
    import nbclient
    import nbformat

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])))
    notebook: Any = nbformat.read(ROOT / "examples" / "notebooks" / name, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before a commit"
    for cell in notebook.cells:
        for old, new in edits.items():
            cell.source = cell.source.replace(old, new)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def frames(outputs: list[Any]) -> list[str]:
    """Return the matches shown."""
    pieces = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    return [piece for piece in pieces if piece.startswith("<iframe ")]


def test_a_notebook_plays_a_match_and_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shown,) = frames(run("match.ipynb", tmp_path, monkeypatch))
    assert 'sandbox="allow-scripts"' in shown
    assert "srcdoc=" in shown
    assert (tmp_path / "match.html").read_text().startswith("<!doctype html>")


def test_a_notebook_trains_a_network_and_sends_it_into_a_league(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("bots", "learning"):
        shutil.copytree(ROOT / "examples" / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()
    edits = {"--minutes 1 ": "--generations 1 --pairs 2 ", '"--rounds", "4"': '"--rounds", "1"'}
    outputs = run("learning.ipynb", tmp_path / "notebooks", monkeypatch, **edits)
    assert len(frames(outputs)) == 1
    pictures = [output for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert len(pictures) == 1
    text = "".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)
    assert "of 100 matches against first" in text and "rookie: the league accepts it" in text
    assert "Elo" in text.split("run 1: ")[1]
