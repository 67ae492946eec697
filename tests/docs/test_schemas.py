"""The schemas of the protocol describe every property, at every depth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCHEMAS = sorted((Path(__file__).parents[2] / "docs" / "schemas").glob("*.json"))


def described(schema: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the properties and definitions of a schema at every depth, with their descriptions."""
    if isinstance(schema, list):
        for number, part in enumerate(schema):
            yield from described(part, f"{path}/{number}")
    if not isinstance(schema, dict):
        return
    for keyword, value in schema.items():
        if keyword in ("properties", "$defs", "patternProperties") and isinstance(value, dict):
            for name, part in value.items():
                yield f"{path}/{name}", part.get("description", "") if isinstance(part, dict) else ""
                yield from described(part, f"{path}/{name}")
        elif keyword not in ("const", "enum", "required"):
            yield from described(value, f"{path}/{keyword}")


def test_the_walk_reaches_every_depth() -> None:
    deep = {
        "$defs": {"a": {"properties": {"b": {"description": "b"}}}},
        "properties": {"c": {"items": {"anyOf": [{"properties": {"description": {}}}]}}},
        "additionalProperties": {"properties": {"d": True}},
    }
    assert dict(described(deep)) == {
        "/a": "",
        "/a/b": "b",
        "/c": "",
        "/c/items/anyOf/0/description": "",
        "/additionalProperties/d": "",
    }


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_every_property_has_a_description(path: Path) -> None:
    found = dict(described(json.loads(path.read_text(encoding="utf-8"))))
    assert found
    assert [place for place, words in found.items() if not words.strip()] == []
