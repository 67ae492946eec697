"""Hooks of mkdocs: pages made from files outside docs/, and links to files that are not pages."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
PAGES = {  # by their paths from the root: pages of the site that stand elsewhere than in docs/
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing/index.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
_LINK = re.compile(r"(?<=\]\()([^)#\s]+)")
_SOURCES = {page: source for source, page in PAGES.items()}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of PAGES."""
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Point the links of a page at pages of the site, and those to other files at the repository."""
    return rewritten(markdown, page.file.src_uri, str(config.repo_url))


def rewritten(markdown: str, page: str, repository: str) -> str:
    """Return the text of a page with its relative links rewritten.

    Args:
        page: its path in the site, such as `contributing/index.md`.
        repository: the address of the repository.
    """
    folder = posixpath.dirname(_SOURCES.get(page, f"docs/{page}"))

    def target(link: re.Match[str]) -> str:
        if "://" in link[1] or link[1].startswith("mailto:"):
            return link[1]
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        if path in PAGES:
            return posixpath.relpath(PAGES[path], posixpath.dirname(page) or ".")
        if path.startswith("docs/") and not path.endswith((".py", ".template.md")):
            return posixpath.relpath(path.removeprefix("docs/"), posixpath.dirname(page) or ".")
        return f"{repository}/{'tree' if (ROOT / path).is_dir() else 'blob'}/main/{path}"

    return _LINK.sub(target, markdown)
