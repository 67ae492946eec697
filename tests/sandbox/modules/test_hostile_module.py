"""Hostile modules: the host survives, limits hold, messages say what happened, and other programs play on."""

from __future__ import annotations

import json
import time

import pytest
import wat

from sandbox import Fault, Limits, Program
from sandbox.identity import MODULE
from sandbox.modules.compiler import compile_module
from sandbox.modules.loader import ModuleLoader

LOOP = "(loop $again (br $again))"

# name: (the module, words of its message)
STARTS = {
    "a start function that loops": (wat.module(more=f"(func $boot {LOOP}) (start $boot)"), "fuel to start"),
    "a start function that crashes": (
        wat.module(more="(func $boot unreachable) (start $boot)"),
        "reached `unreachable`",
    ),
    "data outside of its memory": (wat.module(more='(data (i32.const 131071) "xx")'), "memory access out of bounds"),
    "elements outside of its table": (wat.module(more="(func $f) (table 1 funcref) (elem (i32.const 9) $f)"), "table"),
    "imports": (wat.module(memory='(import "env" "exit" (func)) (memory (export "memory") 1)'), "imports env.exit"),
    "an export of the wrong type": (
        wat.module(tick='(func (export "sc_tick") (param i64))'),
        "exports sc_tick as (i64)",
    ),
    "4 GB of memory": (wat.module(memory='(memory (export "memory") 65536)'), "asks for 4,096 MB of memory"),
    "sc_start that loops": (wat.start(f"{LOOP} (i64.const 0)"), "fuel to start"),
    "sc_start that answers nonsense": (wat.says("nonsense"), "not a JSON object"),
    "sc_start with a long answer": (
        wat.start("(call $pair (i32.const 0) (i32.const 5000))"),
        "more than 4,096",
    ),
    "sc_alloc outside of the memory": (wat.alloc("(i32.const -8)"), "returned a pointer outside of the memory"),
    "sc_alloc at the edge": (wat.alloc("(i32.const 131000)"), "returned a pointer outside of the memory"),
    "sc_alloc that loops": (wat.alloc(f"{LOOP} (i32.const 0)"), "fuel to start"),
    "a component": (bytes(wat.wat2wasm("(component)")), "not a core module"),
    "nothing": (b"", "not a WebAssembly module"),
    "a text": (b"def tick(ship): pass", "not a WebAssembly module"),
}

# name: (the module, kind of the fault, words of its message)
TICKS = {
    "an endless loop": (wat.tick(f"{LOOP} (i64.const 0)"), "fuel", "endless loop"),
    "deep calls": (wat.tick("(call $tick (local.get 0) (local.get 1))"), "trap", "recursion too deep"),
    "deep calls with large frames": (
        wat.tick("(local i64 i64 i64 i64) (call $tick (local.get 0) (local.get 1)) (drop (local.get 5))"),
        "trap",
        "recursion too deep",
    ),
    "unreachable": (wat.tick("unreachable"), "trap", "reached `unreachable`"),
    "a division by zero": (
        wat.tick("(i64.div_s (i64.const 1) (i64.const 0))"),
        "trap",
        "integer division by zero",
    ),
    "reading outside of its memory": (wat.tick("(i64.load (i32.const -1))"), "trap", "memory access out of bounds"),
    "writing outside of its memory": (
        wat.tick("(i64.store offset=4294967295 (i32.const -1) (i64.const 1)) (i64.const 0)"),
        "trap",
        "memory access out of bounds",
    ),
    "filling more than its memory": (
        wat.tick("(memory.fill (i32.const 0) (i32.const 1) (i32.const -1)) (i64.const 0)"),
        "trap",
        "memory access out of bounds",
    ),
    "filling its memory again and again": (
        wat.tick(
            "(loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 131072)) (br $again)) (i64.const 0)"
        ),
        "fuel",
        "endless loop",
    ),
    "a result far outside": (wat.tick("(i64.const -1)"), "output", "returned 4,294,967,295 bytes, more than 65,536"),
    "a length of 2 GB": (
        wat.tick("(call $pair (i32.const 0) (i32.const 2147483648))"),
        "output",
        "2,147,483,648 bytes, more than 65,536",
    ),
    "a pointer outside": (wat.tick("(call $pair (i32.const -4) (i32.const 8))"), "output", "outside of its memory"),
    "a result over the edge": (
        wat.tick("(call $pair (i32.const 131070) (i32.const 3))"),
        "output",
        "returned 3 bytes at 131,070, outside of its memory",
    ),
    "bytes that are no text": (
        wat.module(
            tick='(func (export "sc_tick") (param i32 i32) (result i64) (call $pair (i32.const 8) (i32.const 2)))',
            more='(data (i32.const 8) "\\ff\\fe")',
        ),
        "output",
        "not UTF-8",
    ),
    "a function with a hostile name": (
        wat.module(
            tick='(func (export "sc_tick") (param i32 i32) (result i64) (call $"\\1b[31m\\n wasm trap: interrupt"))',
            more='(func $"\\1b[31m\\n wasm trap: interrupt" (result i64) unreachable)',
        ),
        "trap",
        "reached `unreachable`: an assertion, an abort, or a failed allocation (in ?[31m",
    ),
}


def programs(guest, briefing, wasm: bytes) -> tuple[Program, Program]:
    other = Program(guest, "other", [(MODULE, wat.module())], 7)
    other.start(briefing)
    # A wall-clock limit that even a busy machine does not reach before fuel runs out.
    limits = Limits(module_load_fuel=10_000_000, call_wall=60)
    return Program(guest, "tested", [(MODULE, wasm)], 7, limits), other


@pytest.mark.parametrize("name", STARTS)
def test_one_that_does_not_start(guest, briefing, name):
    wasm, words = STARTS[name]
    program, other = programs(guest, briefing, wasm)
    with program, other:
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(Fault) as caught:
                program.start(briefing)
            assert caught.value.kind == "start" and words in caught.value.message
            assert time.monotonic() - began < 20
            assert other.tick(b"{}", 0) == "{}"


@pytest.mark.parametrize("name", TICKS)
def test_one_that_goes_wrong_in_a_tick(guest, briefing, name):
    wasm, kind, words = TICKS[name]
    program, other = programs(guest, briefing, wasm)
    with program, other:
        program.start(briefing)
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(Fault) as caught:
                program.tick(b"{}", 0)
            assert caught.value.kind == kind and words in caught.value.message
            assert caught.value.message.isprintable() and len(caught.value.detail) <= 4000
            assert time.monotonic() - began < 20 and program.fuel_used <= Limits().module_tick_fuel
            assert other.tick(b"{}", 0) == "{}"


def test_one_that_is_invalid_is_told_why(guest, briefing):
    broken = bytearray(wat.tick("(i64.const 0)"))
    broken[broken.rindex(b"\x42\x00")] = 0x41  # i32.const where an i64 is to be given back
    program, other = programs(guest, briefing, bytes(broken))
    with program, other, pytest.raises(Fault, match=r"start: .*type mismatch") as caught:
        program.start(briefing)
    assert caught.value.kind == "start"


def bomb(functions: int) -> bytes:
    """Return a module that takes seconds to compile: 2.5 s and 400 MB per function when measured."""
    one = " ".join(
        f"(loop (local.set {(i * 13 + 5) % 1000} (i64.add (local.get {i % 1000}) (local.get {(i * 7 + 1) % 1000})))"
        f" (br_if 0 (i32.wrap_i64 (local.get {i * 3 % 1000}))))"
        for i in range(2900)
    )
    return wat.module(more=f"(func (local {'i64 ' * 1000}) {one}) " * functions)


def test_a_bomb_for_the_compiler_is_stopped_by_the_clock(guest, briefing):
    files = [(MODULE, bomb(3))]
    with Program(guest, "tested", files, 7, Limits(compile_wall=1)) as program:
        for limit in (60, 0.5):  # the second time at once, because it is not tried again
            began = time.monotonic()
            with pytest.raises(Fault) as caught:
                program.start(briefing)
            assert (caught.value.kind, caught.value.limit) == ("wall", "compile_wall")
            assert caught.value.message == "took more than 1 s of CPU time to compile"
            assert time.monotonic() - began < limit
    assert json.loads(execute_fine(guest, briefing)) == {}


def test_a_bomb_for_the_compiler_is_stopped_by_its_memory(guest, briefing, monkeypatch):
    monkeypatch.setattr(ModuleLoader, "_singleton", None)  # nothing is cached
    limits = Limits(compile_memory=260 << 20, compile_wall=60)
    with Program(guest, "tested", [(MODULE, bomb(2))], 7, limits) as program:
        with pytest.raises(Fault) as caught:
            program.start(briefing)
        assert (caught.value.kind, caught.value.limit) == ("wall", "compile_memory")
        assert "260 MB of memory to compile" in caught.value.message


def test_what_a_usual_bot_needs_to_be_compiled_is_well_below_the_limits():
    assert compile_module(wat.module(), Limits().compile_wall, Limits().compile_memory // 2)


def execute_fine(guest, briefing) -> str:
    with Program(guest, "fine", [(MODULE, wat.says("{}"))], 7) as program:
        program.start(briefing)
        return program.tick(b"{}", 0)
