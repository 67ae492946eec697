"""docs/protocol.md and its schemas agree with the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox import LimitExceeded, Limits
from sandbox.instance import ANSWER_LENGTH
from systems.protocol.observations import briefing as brief
from systems.protocol.observations import observe
from systems.setup import Setup
from systems.worlds import new_worlds, step

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "protocol.md").read_text(encoding="utf-8")
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "null": type(None), "boolean": bool}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Return whether `value` fits a schema, for the keywords that ours use; other keywords are an error."""
    return all(_fits(value, schema, keyword, wanted) for keyword, wanted in schema.items())


def _fits(value: Any, schema: dict[str, Any], keyword: str, wanted: Any) -> bool:
    match keyword:
        case "$schema" | "title" | "description":
            return True
        case "type":
            return any(_is(value, kind) for kind in ([wanted] if isinstance(wanted, str) else wanted))
        case "const":
            return value == wanted
        case "enum":
            return value in wanted
        case "not":
            return not fits(value, wanted)
        case "anyOf":
            return any(fits(value, one) for one in wanted)
        case "required":
            return not isinstance(value, dict) or all(key in value for key in wanted)
        case "properties":
            return not isinstance(value, dict) or all(fits(value[k], s) for k, s in wanted.items() if k in value)
        case "additionalProperties":
            known = schema.get("properties", {})
            return all(fits(v, wanted) for k, v in value.items() if k not in known)
        case "items":
            return not isinstance(value, list) or all(fits(v, wanted) for v in value)
        case "prefixItems":
            return all(fits(v, s) for v, s in zip(value, wanted, strict=False))
        case "minItems" | "minimum":
            return (len(value) if keyword == "minItems" else value) >= wanted
        case "maxItems" | "maxLength" | "maxProperties":
            return len(value) <= wanted
        case "maximum":
            return value <= wanted
        case "pattern":
            return re.search(wanted, value) is not None
    raise AssertionError(f"this test does not know the keyword {keyword!r}")


def _is(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[kind])


def schema(name: str) -> dict[str, Any]:
    return json.loads((DOCS / "schemas" / f"{name}.json").read_text(encoding="utf-8"))


def examples() -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)]


@pytest.mark.parametrize(("name", "number"), [("briefing", 0), ("observation", 1), ("action", 2)])
def test_the_examples_fit_their_schemas(name, number):
    assert fits(examples()[number], schema(name))


def test_what_is_sent_fits():
    setup = Setup("duel", 1)
    assert fits(json.loads(brief(setup, 1)), schema("briefing"))
    world = new_worlds([setup])
    for _ in range(3):
        for text in observe(world, [(0, 0), (0, 1)]):
            assert fits(json.loads(text), schema("observation"))
        step(world)


@pytest.mark.parametrize(
    ("action", "good"),
    [
        ({}, True),
        ({"actions": ["FORWARD", "SHOOT"]}, True),
        ({"actions": ["STRAFE_LEFT", "SHIELD"]}, True),
        ({"actions": ["JUMP"]}, False),
        ({"ships": {"0": {"thrust": 5, "fire": True}}}, True),
        ({"ships": {"0": {"thrust": "full"}}}, False),
        ({"ships": {"0": {"strafe": -0.25}}}, True),
        ({"ships": {"0": {"strafe": True}}}, False),
        ({"ships": {"0": {"fire": 1.5}}}, False),
        ({"ships": {"0": {"shield": 1}}}, False),
        ({"ships": [], "log": "x"}, False),
        ({"ships": {}, "actions": []}, False),
        ({"draw": [["line", 0, 0, 1, 1, "#ffffff"], ["text", 0, 0, "hi", "#ffffff"]], "plot": {"a": 1}}, True),
    ],
)
def test_actions(action, good):
    assert fits(action, schema("action")) is good


def test_an_answer_of_the_guest_fits(make, briefing):
    source = "NAME = AUTHOR = 'me'\nVERSION = 1.5\nCOLOR = '#123abc'\ndef bot_main(o): return {}\n"
    answer = json.loads(make(source).start(briefing))
    assert fits(answer, schema("answer")) and answer["version"] == "1.5"
    assert not fits({"color": "red"}, schema("answer"))


def test_the_limits_are_those_of_the_page():
    limits = Limits()
    for number in (
        limits.tick_fuel,
        limits.load_fuel,
        limits.host_calls,
        limits.host_bytes,
        limits.output,
        limits.module_tick_fuel,
        limits.module_load_fuel,
        ANSWER_LENGTH,
    ):
        assert f"{number:,}" in TEXT
    assert f"{limits.memory >> 20} MiB" in TEXT and f"{limits.module_memory >> 20} MiB" in TEXT
    assert f"{limits.compile_wall:g} s of CPU time, {limits.compile_memory >> 30} GiB" in TEXT
    assert f"{limits.call_wall:g} s for one call, {limits.match_wall:g} s for all of a match" in TEXT


def test_the_world_is_the_one_of_the_page():
    wit = (DOCS.parent / "sandbox" / "guest" / "bot.wit").read_text(encoding="utf-8")
    for line in re.search(r"```wit\n(.*?)```", TEXT, re.DOTALL).group(1).splitlines():  # type: ignore[union-attr]
        assert line.strip() in wit


@pytest.mark.parametrize("page", ["sandbox.md", "protocol.md"])
def test_a_page_names_every_limit(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert [name for name in Limits().as_dict() if f"`{name}`" not in text] == []


def test_the_page_on_the_sandbox_names_every_error():
    page = (DOCS / "sandbox.md").read_text(encoding="utf-8")
    assert [kind.__name__ for kind in LimitExceeded.__subclasses__() if f"`{kind.__name__}`" not in page] == []


def test_the_example_of_the_page_runs(guest, capsys):
    page = (DOCS / "sandbox.md").read_text(encoding="utf-8")
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL).group(1), {})  # type: ignore[union-attr]
    assert capsys.readouterr().out == "success ['FORWARD']\n"
