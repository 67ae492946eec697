"""Checks of a module before it is compiled."""

from __future__ import annotations

import pytest
import wat
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wasmtime import wat2wasm

from sandbox.modules.parser import MAX_MODULE, BadModule, check_module

MEMORY = 4 << 20
GOOD = wat.module()


def refused(wasm: bytes) -> str:
    with pytest.raises(BadModule) as caught:
        check_module(wasm, MEMORY)
    message = str(caught.value)
    assert message.isprintable() and len(message) < 200
    return message


def test_a_bot_passes():
    check_module(GOOD, MEMORY)
    check_module(
        wat.module(more='(func) (table 10 funcref) (global i32 (i32.const 1)) (data (i32.const 9) "x")'), MEMORY
    )


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"memory": "(memory 1)"}, "does not export memory"),
        ({"memory": '(memory (export "memory") 65)'}, "asks for 4.0625 MB of memory, more than 4 MB"),
        ({"memory": '(memory (export "memory") 65536)'}, "asks for 4,096 MB of memory"),
        ({"memory": '(memory (export "memory") 1) (memory 1)'}, "2 memories, more than 1"),
        ({"memory": '(memory (export "memory") 1 2 shared)'}, "shared"),
        ({"memory": '(memory (export "memory") i64 1)'}, "64-bit"),
        ({"alloc": ""}, "does not export sc_alloc (i32) -> i32"),
        ({"tick": ""}, "does not export sc_tick (i32, i32) -> i64"),
        ({"alloc": '(func (export "sc_alloc"))'}, "exports sc_alloc as () -> nothing, not (i32) -> i32"),
        (
            {"tick": '(func (export "sc_tick") (param i32 i32) (result i32) (i32.const 0))'},
            "exports sc_tick as (i32, i32) -> i32, not (i32, i32) -> i64",
        ),
        ({"tick": '(global (export "sc_tick") i32 (i32.const 0))'}, "exports sc_tick as something else"),
        (
            {"memory": '(import "wasi_snapshot_preview1" "fd_write" (func)) (memory (export "memory") 1)'},
            "imports wasi_",
        ),
        ({"memory": '(import "e" "memory" (memory 1)) (export "memory" (memory 0))'}, "imports e.memory"),
        ({"more": f"(func (local {'i64 ' * 1025}))"}, "has 1,025 locals, more than 1,024"),
        ({"more": f"(func {'nop ' * 65_600})"}, "bytes, more than 65,536"),
        ({"more": "(func) " * 4_094}, "functions, more than 4,096"),
        ({"more": "".join(f'(export "{n}" (func 0))' for n in range(253))}, "257 exports, more than 256"),
        ({"more": "(table 10001 funcref)"}, "tables of 10,001 elements"),
        ({"more": f"(type (func (param {'i32 ' * 65})))"}, "65 parameters or results"),
        ({"more": "(type (struct))"}, "garbage collection"),
        ({"more": "(tag)"}, "later version of WebAssembly"),
    ],
)
def test_what_may_not_be_compiled_is_refused_with_its_reason(parts, words):
    assert words in refused(wat.module(**parts))


@pytest.mark.parametrize(
    ("wasm", "words"),
    [
        (b"", "not a WebAssembly module"),
        (b"#!/usr/bin/env python\n", "not a WebAssembly module"),
        (bytes(wat2wasm("(component)")), "a component"),
        (GOOD[:8], "does not export memory"),
        (GOOD + b"\x00" * MAX_MODULE, "more than 256 KB"),
        (GOOD + GOOD[8:], "cut off, damaged"),
        (GOOD[:8] + b"\x01\xff\xff\xff\xff\x0f" + b"x", "cut off"),
        (GOOD[:8] + b"\x01" + b"\xff" * 20, "cut off"),
        (GOOD[:8] + b"\x01\x05\xff\xff\xff\xff\x0f", "types, more than"),
    ],
)
def test_bytes_that_are_no_bot_are_refused(wasm, words):
    assert words in refused(wasm)


def test_an_import_with_a_hostile_name_is_shown_in_one_short_line():
    name = "\\1b[31m\\n\\u{202e}" + "x" * 300
    assert "?[31m" in refused(wat.module(memory=f'(import "{name}" "" (func)) (memory (export "memory") 1)'))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(GOOD)), st.integers(0, 20))
@example(b"\0", 8, 0)
def test_damage_anywhere_is_refused_or_harmless(noise, at, gone):
    try:
        check_module(GOOD[:at] + noise + GOOD[at + gone :], MEMORY)
    except BadModule as error:
        assert str(error).isprintable() and len(str(error)) < 200
