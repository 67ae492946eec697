"""The guest's rows of contacts: what lists of the same numbers are, to the kit and to copies."""

from __future__ import annotations

import copy
import json
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

MANY = settings(max_examples=300, deadline=None)


def plain(value):
    if type(value).__name__ == "Row":
        return [value[index] for index in range(len(value))]
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value


numbers = st.one_of(
    st.integers(-(10**18), 10**18), st.integers(-99, 99), st.floats(), st.floats(-999, 999).map(lambda x: round(x, 3))
)
rows = st.lists(st.one_of(*[numbers] * 9, st.none(), st.lists(numbers)), max_size=18)


@MANY
@given(st.lists(rows, max_size=5), st.sampled_from([(",", ":"), (" , ", " : ")]))
def test_rows_hold_what_json_reads(compiled, given_rows, separators):
    text = json.dumps({"contacts": {"ship": given_rows}, "points": [0.0, [[1.5]]]}, separators=separators)
    found = compiled.read_rows(text)
    assert found is None or repr(plain(found)) == repr(json.loads(text))


@MANY
@given(st.text("[]{},:e+-.0159 \n", max_size=20))
def test_damaged_rows_are_left_to_json(compiled, damage):
    text = '{"contacts":{"ship":[[' + damage + "]]}}"
    found = compiled.read_rows(text)
    if found is not None:
        assert repr(plain(found)) == repr(json.loads(text))


def row(compiled, text):
    return compiled.read_rows('{"contacts":{"ship":[[' + text + "]]}}")["contacts"]["ship"][0]


def test_a_row_is_a_sequence_of_what_it_was_given(compiled):
    found = row(compiled, "7,-0,1.50,-0.0,9007199254740992")
    assert type(found).__name__ == "Row"
    assert repr([*found]) == "[7, 0, 1.5, -0.0, 9007199254740992]"
    assert (len(found), found[-1], found[0]) == (5, 2**53, 7)
    with pytest.raises(IndexError, match="list index out of range"):
        found[5]
    with pytest.raises(IndexError):
        found[-6]
    with pytest.raises(TypeError):
        type(found)()


@pytest.mark.parametrize("text", ["9007199254740993", ",".join("1" * 17), "1,null", "", "1,[2]", '"1"', "true"])
def test_what_a_row_cannot_hold_is_a_list(compiled, text):
    assert row(compiled, text) == json.loads(f"[{text}]")


def test_copies_are_lists(compiled):
    found = row(compiled, "7,1.5")
    assert [copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))] == [[7, 1.5]] * 3


def test_rows_are_for_contacts_alone(compiled):
    text = '{"points":[1.0],"a":[[1.0]],"b":[[[1.0]]],"c":{"d":[1.0]},"e":{"f":{"g":[1.0]}}}'
    assert compiled.read(text) == json.loads(text)
    assert all(type(found) is list for found in compiled.read('{"contacts":{"ship":[[1.0]]}}')["contacts"]["ship"])
    found = compiled.read_rows(text)
    assert found["points"] == [1.0] and found["a"] == [[1.0]] and found["c"] == {"d": [1.0]}


def test_rows_are_freed(compiled):
    text = json.dumps({"contacts": {"ship": [[1, 2.5, 3.0]] * 50}})
    kind = type(compiled.read_rows(text)["contacts"]["ship"][0])
    before = sys.getrefcount(kind), sys.getallocatedblocks()
    for _ in range(200):
        for found in compiled.read_rows(text)["contacts"]["ship"]:
            found.__reduce__()
            found[1]
    del found
    assert sys.getrefcount(kind) == before[0] and sys.getallocatedblocks() < before[1] + 50


BOT = """
import copy, pickle
from botkit import *

def shown(ships):
    return [(e.id, e.x, e.hull, type(e.side), type(e.x), e.radius) for e in ships]

def tick(ship):
    before = shown(ship.enemies)
    if shown(copy.deepcopy(ship.enemies)) != before or shown(pickle.loads(pickle.dumps(ship.enemies))) != before:
        ship.log("other copies")
    ship.log(before, ship.enemies, ship.seen)
"""


def test_bots_see_numbers_and_can_copy_contacts(start):
    bot = start(BOT)
    own = {"id": 0, "x": 3.0, "y": 4.0, "vx": 0.0, "vy": 0.0, "heading": 0.0, "spin": 0.0, "hull": 1.0, "energy": 1.0}
    own |= {"cooling": 0, "shield": False, "ray": 9.0}
    seen = {"tick": 0, "points": [0.0, 0.0], "beacon": None, "safe_radius": 9.0, "alive": [0, 1], "ships": [own]}
    ship = [1, 1, 5, 7.5, 0.0, 0.0, 0.0, 50.0, 12.0]
    seen["contacts"] = {"ship": [ship], "projectile": [], "asteroid": []}
    log = json.loads(bot.tick(json.dumps(seen).encode(), 0))["log"]
    assert log == "[(1, 5, 50.0, <class 'int'>, <class 'int'>, 12.0)] [<ship 1 at (5, 8)>] [<ship 1 at (5, 8)>]"
