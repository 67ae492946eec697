"""Files that are written whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from league.match.files import write_whole


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "page.html"
    with pytest.raises(FileNotFoundError) as caught:
        write_whole(path, b"data")
    assert caught.value.filename == str(path)
