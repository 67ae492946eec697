"""The guest's extension module: it reads and writes what json does, or leaves it to json."""

from __future__ import annotations

import json
import math
import os
from importlib import metadata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox import Fault, native

MANY = settings(max_examples=300, deadline=None)


def test_the_committed_module_is_what_its_sources_give():
    try:
        metadata.version("ziglang")
    except metadata.PackageNotFoundError:
        if os.environ.get("CI") == "true":
            pytest.fail("no ziglang: make test installs it")
        pytest.skip("no ziglang: pip install --editable '.[native]'")
    assert native.compile_for_guest() == native.WASM.read_bytes(), f"run `{native.COMMAND}`"


numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.integers(-(10**4), 10**4),
    st.floats(),
    st.floats(-2000, 2000).map(lambda x: round(x, 3)),
    st.sampled_from([-0.0, 5e-324, 1e22, 1e23, 0.1, 2**53 + 1.0, 123456789012345.0, 1.7976931348623157e308]),
)
texts = st.one_of(
    st.text(max_size=9), st.text("abc_", max_size=30), st.sampled_from(["ships", "\n", '"', "\\", "\x7f"])
)
values = st.recursive(
    st.one_of(numbers, st.booleans(), st.none(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=6), st.dictionaries(texts, inner, max_size=6)),
    max_leaves=40,
)
layouts = st.sampled_from([{}, {"separators": (",", ":")}, {"indent": 1}, {"ensure_ascii": False}])


def read_by_json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return error


def check_reading(compiled, text: str) -> bool:
    """Compare; return whether the module read it."""
    found, expected = compiled.read(text), read_by_json(text)
    if found is not None:
        assert repr(found) == repr(expected)  # also types, the sign of zero, the order of keys
    return found is not None


@MANY
@given(values, layouts)
def test_it_reads_what_json_reads(compiled, value, layout):
    check_reading(compiled, json.dumps(value, **layout))


@MANY
@given(st.text('[]{},:"\\ue+-.0159 \n\ttrfalsn\x00é\ud800', max_size=30))
@example("01")
@example("-")
@example("1.")
@example("[1,]")
@example('{"a":1,}')
@example('{"a":1,"a":2}')
@example("[1]x")
@example("[1] \n")
@example("-0")
@example('"\x01"')
@example("1e5")
@example("0." + "1" * 30)
@example("9" * 19)
def test_it_reads_no_more_than_json_does(compiled, text):
    check_reading(compiled, text)


@MANY
@given(values, st.data())
def test_a_damaged_text_is_read_as_json_reads_it(compiled, value, data):
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    with_what = data.draw(st.text('[]{},:"\\0e-. ', max_size=2))
    check_reading(compiled, text[:at] + with_what + text[at + data.draw(st.integers(0, 3)) :])


@given(st.integers(0, 10**19), st.integers(0, 18), st.booleans())
@MANY
def test_decimals_are_correctly_rounded(compiled, digits, places, negative):
    text = f"{digits:0{places + 1}d}"
    text = "-" * negative + (f"{text[:-places]}.{text[-places:]}" if places else text)
    assert check_reading(compiled, text) or len(text) > 16


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 50, "[" * 40 + "]" * 40, "[" + "1," * 5000 + "1]"])
def test_what_is_deep_or_long_is_left_to_json(compiled, text):
    assert not check_reading(compiled, text)


def test_observations_are_read(compiled):
    row = [1, 0, 200.125, -0.5, 0.0, 61.002, 3.142, 100.0, 12.0]
    text = json.dumps({"tick": 3, "beacon": None, "alive": [0, 1], "ships": [{"shield": False}], "contacts": [row]})
    assert check_reading(compiled, text) and check_reading(compiled, text.replace(" ", ""))


@MANY
@given(values)
@example(10**18)
@example(-(2**63))
@example(2**63)
@example({1: 2})
@example([(1, 2)])
@example({"a" * 9000: 0})
@example([True, {}, [], "\r\t"])
def test_it_writes_what_json_writes(compiled, value):
    found = compiled.write(value)
    if found is not None:
        assert found == json.dumps(value, separators=(",", ":"), allow_nan=False)


class Liar(int):
    def __repr__(self):
        return "9"


@pytest.mark.parametrize("value", [math.nan, math.inf, "é", "\x00", b"", Liar(), object(), {None: 0}, (1,), "x" * 9000])
def test_what_it_does_not_write_is_left_to_json(compiled, value):
    assert compiled.write([value]) is None
    assert compiled.write(value) is None


def test_a_value_within_itself_is_left_to_json(compiled):
    value = []
    value.append(value)
    assert compiled.write(value) is None


def test_actions_are_written(compiled):
    action = {"ships": {"0": {"thrust": 1.0, "turn": -0.25, "fire": 1, "shield": True}}, "log": 'he said "x"\n'}
    assert compiled.write(action) == json.dumps(action, separators=(",", ":"))
    assert compiled.write({"actions": ["FORWARD", "SHOOT"]}) == '{"actions":["FORWARD","SHOOT"]}'


def test_neither_keeps_what_it_was_given(compiled):
    gone = json.dumps({"a": [1.5] * 100, "b": {"c": "x" * 100}})
    for _ in range(3):
        compiled.read(gone)
    import tracemalloc

    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for text in [gone, gone[:-2], gone.replace("x", "é"), "[[1.5,"] * 500:
        compiled.write(compiled.read(text))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 4096


def test_bots_are_given_plain_values(start):
    bot = start("def bot_main(o):\n    return {'log': repr([type(o), o, [*map(type, o['a'])]])}")
    log = json.loads(bot.tick(b'{"a": [1, 1.5, -0.0, "\\u00e9", {"b": null}]}', 0))["log"]
    assert (
        log == "[<class 'dict'>, {'a': [1, 1.5, -0.0, 'é', {'b': None}]}, " + str([int, float, float, str, dict]) + "]"
    )


@pytest.mark.parametrize("name", ["_botkit", "guest_native", "guest_kit"])
def test_bots_cannot_import_it(start, name):
    bot = start(
        f"def bot_main(o):\n    try:\n        import {name}\n    except ImportError as error:\n"
        "        return {'log': str(error)}"
    )
    assert json.loads(bot.tick(b"{}", 0)) == {"log": f"No module named '{name}'"}


def test_no_code_of_a_bot_runs_after_its_tick(start):
    bot = start(
        "import botkit.runner as runner\n"
        "class Text(str):\n    def __del__(self):\n        while True: pass\n"
        "runner.BotRunner.tick = lambda self, text: Text('{}')\n"
        "def bot_main(o): pass\n"
    )
    with pytest.raises(Fault) as caught:
        bot.tick(b"{}", 0)
    assert caught.value.kind == "fuel"
