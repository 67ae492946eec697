"""The version of the package, and the cost of asking for it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import league

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
