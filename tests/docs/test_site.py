"""The documentation site: every page is in the navigation, and the site builds without network access."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAVIGATION = re.findall(r"^ +- .*?([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
HAS_MKDOCS = all(importlib.util.find_spec(name) for name in ("mkdocs", "material", "mkdocstrings"))

needs_mkdocs = pytest.mark.skipif(
    not HAS_MKDOCS and not os.environ.get("CI"), reason="needs the extra `docs`: pip install -e '.[docs]'"
)


@pytest.fixture(scope="module")
def hooks(load_script: Callable[[str], ModuleType]) -> ModuleType:
    return load_script("site_hooks")


@needs_mkdocs
def test_every_page_is_in_the_navigation_and_no_other(hooks: ModuleType) -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"rules.template.md"}
    assert sorted(NAVIGATION) == sorted(pages | set(hooks.PAGES.values()))
    assert all((ROOT / source).is_file() for source in hooks.PAGES)


@needs_mkdocs
@pytest.mark.parametrize(
    ("page", "link", "target"),
    [
        ("index.md", "docs/rules.md", "rules.md"),
        ("index.md", "docs/pictures/replay.png", "pictures/replay.png"),
        ("index.md", "CONTRIBUTING.md", "contributing/index.md"),
        ("index.md", "engine", "R/tree/main/engine"),
        ("contributing/index.md", "docs/contributing/style.md", "style.md"),
        ("contributing/index.md", "CHANGELOG.md", "../changelog.md"),
        ("architecture.md", "../CONTRIBUTING.md", "contributing/index.md"),
        ("rules.md", "../systems/rules.py", "R/blob/main/systems/rules.py"),
        ("api/engine.md", "../architecture.md", "../architecture.md"),
        ("log.md", "https://example.org/x.md", "https://example.org/x.md"),
    ],
)
def test_links_lead_to_the_site_or_the_repository(hooks: ModuleType, page: str, link: str, target: str) -> None:
    assert hooks.rewritten(f"[x]({link}) [y]({link}#z)", page, "R") == f"[x]({target}) [y]({target}#z)"


@needs_mkdocs
def test_the_site_is_built_with_every_page_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    environment = {**os.environ, **nowhere, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in NAVIGATION:
        html = (tmp_path / page).with_suffix(".html").read_text(encoding="utf-8")
        assert "<h1" in html
        assert not re.search(r'<(?:script|img|iframe)[^>]* src="(?:https?:)?//', html)
        assert not re.search(r'<link[^>]* rel="(?:stylesheet|preconnect)"[^>]* href="(?:https?:)?//', html)
    for package, name in (("botkit", "Ship.aim_at"), ("engine", "World.stack"), ("sandbox", "Program.tick")):
        assert name.partition(".")[2] in (tmp_path / "api" / f"{package}.html").read_text(encoding="utf-8")
