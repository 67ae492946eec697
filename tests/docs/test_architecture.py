"""Every name in docs/architecture.md and every path in CONTRIBUTING.md exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = "engine|systems|sandbox|botkit|league|viewer"
NAMES = sorted(
    set(re.findall(rf"`((?:{PACKAGES})(?:\.\w+)*)`", (ROOT / "docs" / "architecture.md").read_text("utf-8")))
)


def exists(name: str) -> bool:
    """Whether a dotted name is a package, a module, or a definition in a module."""
    words = name.split(".")
    for length in range(len(words), 0, -1):
        path = ROOT.joinpath(*words[:length])
        file = path.with_suffix(".py")
        if path.is_dir() and not file.exists():
            return length == len(words)
        if file.exists():
            return defined(ast.parse(file.read_text("utf-8")).body, words[length:])
    return False


def defined(body: list[ast.stmt], words: list[str]) -> bool:
    if not words:
        return True
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == words[0]:
            return defined(node.body, words[1:])
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == words[0] for target in targets):
            return len(words) == 1
    return False


@pytest.mark.parametrize("name", NAMES)
def test_each_name_of_the_architecture_exists(name: str) -> None:
    assert exists(name)


def test_a_name_that_is_gone_is_noticed() -> None:
    assert len(NAMES) > 40
    assert not exists("engine.world.Nothing") and not exists("engine.nothing") and exists("engine.world.World.stack")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md"])
def test_each_path_of_a_page_exists(page: str) -> None:
    paths = re.findall(rf"\b((?:{PACKAGES}|tests|benchmarks|docs)/[\w/.-]*\w)", (ROOT / page).read_text("utf-8"))
    assert paths and [path for path in paths if not (ROOT / path).exists()] == []
