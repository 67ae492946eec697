"""The notebook in examples/, run as its reader runs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

NOTEBOOK = Path(__file__).parents[3] / "examples" / "notebooks" / "match.ipynb"


def test_the_notebook_plays_a_match_and_shows_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.environ.get("CI") != "true":
        pytest.importorskip("nbclient")
    import nbclient
    import nbformat

    root = str(NOTEBOOK.parents[2])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")])))
    notebook: Any = nbformat.read(NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "clear the outputs before a commit"
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pieces = [output["data"]["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    (shown,) = [piece for piece in pieces if piece.startswith("<iframe ")]
    assert 'sandbox="allow-scripts"' in shown
    assert "srcdoc=" in shown
    assert (tmp_path / "match.html").read_text().startswith("<!doctype html>")
