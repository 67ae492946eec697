"""The linker: a linked component does what the component did, and one that is laid out in another way is refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wasmtime import Config, Engine, Store, wat2wasm
from wasmtime.component import Component, Linker

from sandbox.linker import UnknownLayout, link
from sandbox.linker.binary import Reader, sections, signed, unsigned

# A library in the memory of a main module, as componentize-py's are: it finds its data and functions through globals,
# calls another module through the table, and the host through a table that is filled after it was instantiated.
LAYOUT = """
(component
  (import "note" (func $note (param "number" u32)))
  (import "say" (func $say (param "text" string)))
  (core module $shim
    (table (export "$imports") 1 1 funcref)
    (func (export "0") (param i32 i32)
      (call_indirect (param i32 i32) (local.get 0) (local.get 1) (i32.const 0))))
  (core module $filler
    (import "" "$imports" (table 1 1 funcref))
    (import "" "0" (func (param i32 i32)))
    (elem (i32.const 0) 0))
  (core module $main
    (memory (export "memory") 1)
    (table (export "table") 8 funcref)
    (global (export "stack") (mut i32) (i32.const 1024))
    (global (export "library:memory_base") i32 (i32.const 64))
    (global (export "library:table_base") i32 (i32.const 3))
    (global (export "counter") (mut i32) (i32.const 72))
    (func (export "twice") (param i32) (result i32)
      (call_indirect (param i32) (result i32) (local.get 0) (i32.const 4)))
    (data (i32.const 64) "\\07\\00\\00\\00hi!!\\64\\00\\00\\00")
    MAIN)
  (core module $library
    (import "env" "memory" (memory 1))
    (import "env" "table" (table 1 funcref))
    (import "env" "stack" (global $stack (mut i32)))
    (import "env" "memory_base" (global $memory_base i32))
    (import "env" "table_base" (global $table_base i32))
    (import "GOT.mem" "counter" (global $counter (mut i32)))
    (import "host" "note" (func $note (param i32)))
    (import "host" "say" (func $say (param i32 i32)))
    (import "env" "twice" (func $twice (param i32) (result i32)))
    (func $half (param i32) (result i32) (i32.shr_u (local.get 0) (i32.const 1)))
    (func $double (param i32) (result i32) (i32.shl (local.get 0) (i32.const 1)))
    (func $unused (global.set $counter (i32.const 0)))
    (elem (global.get $table_base) $half $double)
    (func (export "run") (param $n i32) (result i32) (local $sum f64)
      (global.set $stack (i32.sub (global.get $stack) (i32.const 16)))
      (call $note (i32.add (global.get $stack) (local.get $n)))
      (call $say (i32.add (global.get $memory_base) (i32.const 4)) (i32.const 4))
      (block $c
        (block $b (block $a (br_table $a $b $c (local.get $n))) (call $note (i32.const 1)))
        (call $note (i32.const 2)))
      (i32.store (global.get $counter) (i32.add (i32.load (global.get $counter)) (i32.const 300)))
      (local.set $sum (f64.const 0.5))
      LIBRARY
      (i32.add (call $twice (i32.load (i32.add (i32.const 8) (global.get $memory_base))))
        (call_indirect (param i32) (result i32) (local.get $n) (global.get $table_base)))))
  (core instance $shim (instantiate $shim))
  (core instance $main (instantiate $main))
  (core func $note (canon lower (func $note)))
  (core instance $library (instantiate $library
    (with "env" (instance
      (export "memory" (memory $main "memory"))
      (export "table" (table $main "table"))
      (export "stack" (global $main "stack"))
      (export "memory_base" (global $main "library:memory_base"))
      (export "table_base" (global $main "library:table_base"))
      (export "twice" (func $main "twice"))))
    (with "GOT.mem" (instance (export "counter" (global $main "counter"))))
    (with "host" (instance (export "note" (func $note)) (export "say" (func $shim "0"))))))
  (core func $say (canon lower (func $say) (memory (core memory $main "memory"))))
  (core instance (instantiate $filler
    (with "" (instance (export "$imports" (table $shim "$imports")) (export "0" (func $say))))))
  (func (export "run") (param "n" u32) (result u32) (canon lift (core func $library "run"))))
"""


def layout(main: str = "", library: str = "") -> bytes:
    return bytes(wat2wasm(LAYOUT.replace("MAIN", main).replace("LIBRARY", library)))


def modules(wasm: bytes) -> int:
    return sum(id == 1 for id, _ in sections(wasm))


def played(wasm: bytes, numbers: list[int]) -> tuple[list[object], int]:
    """Return what calls of `run` told the host and returned, and their fuel."""
    config = Config()
    config.consume_fuel = True
    engine = Engine(config)
    store, told = Store(engine), list[object]()
    store.set_fuel(10**6)
    with Linker(engine) as linker:
        with linker.root() as root:
            root.add_func("note", lambda store, number: told.append(number))
            root.add_func("say", lambda store, text: told.append(text))
        instance = linker.instantiate(store, Component(engine, wasm))
    run = instance.get_func(store, "run")
    assert run is not None
    for number in numbers:
        told.append(run(store, number))
    return told, 10**6 - store.get_fuel()


def test_a_linked_component_does_the_same_with_less_fuel():
    before, after = layout(), link(layout())
    told, fuel = played(before, [0, 1, 2, 7])
    assert told[:5] == [1008, "hi!!", 1, 2, 800] and told[-1] == 2603
    linked, less = played(after, [0, 1, 2, 7])
    assert linked == told
    assert fuel > less > fuel / 2
    assert (modules(before), modules(after)) == (4, 3)
    assert after == link(layout())


def test_an_export_can_be_replaced_by_another():
    told, _ = played(link(layout(), {b"run": b"twice"}), [3, 4])
    assert told == [6, 8]


@pytest.mark.parametrize(
    ("replaced", "words"),
    [
        ({b"run": b"nothing"}, "0 modules that export nothing"),
        ({b"walk": b"twice"}, "no use of an export: walk"),
        ({b"run": b"memory"}, "an import of another sort than its export: memory"),
        ({b"run": b"other"}, "another type than that of run: other"),
    ],
)
def test_a_replacement_that_does_not_fit_is_refused(replaced, words):
    with pytest.raises(UnknownLayout, match=words):
        link(layout(main='(func (export "other"))'), replaced)


def test_what_cannot_run_is_left_out_and_functions_keep_their_names():
    found = link(layout())
    assert b"library!half" in found and b"library!double" in found
    assert b"unused" not in found
    assert b"\x05guest" in found


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"library": "(drop (table.get 0 (i32.const 1)))"}, "the instruction 25"),
        ({"library": "(table.set 0 (i32.const 1) (ref.null func))"}, "the instruction d0"),
        ({"library": "(drop (i8x16.all_true (v128.const i64x2 0 0)))"}, "the instruction fd"),
        ({"library": "(drop (ref.func $half))"}, "the instruction d2"),
        ({"library": "(drop (block (result i32 i32) (i32.const 1) (i32.const 2)) drop)"}, "the instruction 02"),
        ({"main": "(func $begin) (start $begin)"}, "a section 8"),
        ({"main": '(data "passive")'}, "data of kind 0x01"),
        ({"main": "(table 1 externref)"}, "a table of 0x6f"),
        ({"main": "(table 1 funcref)"}, "memories, tables or data in several modules"),
        ({"main": "(tag)"}, "a section 13"),
        ({"main": "(elem declare func 0)"}, "elements of kind 0x03"),
    ],
)
def test_another_layout_is_refused(parts, words):
    with pytest.raises(UnknownLayout, match=re.escape(words)):
        link(layout(**parts))


def test_a_second_memory_is_refused():
    text = LAYOUT.replace('(import "env" "memory" (memory 1))', "").replace("(func $half", "(memory 1) (func $half")
    with pytest.raises(UnknownLayout, match="2 modules with a memory"):
        link(bytes(wat2wasm(text.replace("MAIN", "").replace("LIBRARY", ""))))


@settings(deadline=None)
@given(st.integers(-(2**31), 2**32 - 1))
def test_numbers_are_read_as_written(number):
    assert Reader(signed(number)).signed() == number
    assert Reader(unsigned(abs(number))).unsigned() == abs(number)
    padded = signed(number)[:-1] + bytes([signed(number)[-1] | 0x80, 0x7F if number < 0 else 0])
    assert Reader(padded).signed() == number
