"""A program that is a WebAssembly module: the lifecycle of a Python program, with limits of its own."""

from __future__ import annotations

import json

import pytest
import wat

from sandbox import Fault, Limits, Program
from sandbox.fault import OutOfFuel, OutOfTime, TooMuchOutput
from sandbox.identity import MODULE, identity

ECHO = wat.module()
COUNTER = wat.module(
    memory='(memory (export "memory") 2) (global $count (mut i32) (i32.const 48))',
    tick="""(func (export "sc_tick") (param i32 i32) (result i64)
      (if (i32.eq (i32.load8_u (local.get 0)) (i32.const 33)) (then unreachable))
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (i32.store8 (i32.const 8) (global.get $count))
      (call $pair (i32.const 8) (i32.const 1)))""",
)


@pytest.fixture
def module(guest, briefing):
    """Create and start a program of a module."""
    made: list[Program] = []

    def build(wasm: bytes, **limits: float) -> Program:
        made.append(Program(guest, "tested", [(MODULE, wasm)], 7, Limits(**limits)))
        made[-1].start(briefing)
        return made[-1]

    yield build
    for program in made:
        program.close()


def fault(program: Program, text: bytes = b"{}") -> Fault:
    with pytest.raises(Fault) as caught:
        program.tick(text, 0)
    assert caught.value.message.isprintable() and 0 < len(caught.value.message) <= 300
    return caught.value


def test_texts_go_in_and_out(module):
    program = module(ECHO)
    for text in ("{}", '{"word": "naïve ✓"}', "x" * 60_000):
        assert program.tick(text.encode(), 0) == text
        assert 0 < program.fuel_used < 100


def test_the_briefing_goes_in_and_the_answer_is_cleaned(guest, briefing):
    whole = wat.module(
        start='(func (export "sc_start") (param i32 i32) (result i64) (call $pair (local.get 0) (local.get 1)))'
    )
    with Program(guest, "tested", [(MODULE, whole)], 7) as program:
        assert program.start(briefing) == "{}"  # the briefing has none of the answer's keys
    with Program(
        guest, "tested", [(MODULE, wat.says('{"name": "Zo\\u202ee", "color": "#FF0000", "x": 1}'))], 7
    ) as program:
        assert json.loads(program.start(briefing)) == {"name": "Zo?e", "color": "#ff0000"}


def test_no_text_at_all_stands_for_an_empty_object(guest, briefing):
    with Program(guest, "tested", [(MODULE, wat.says(""))], 7) as program:
        assert program.start(briefing) == program.tick(b"{}", 0) == "{}"


def test_globals_live_until_it_dies_and_the_next_instance_is_fresh(module):
    program = module(COUNTER)
    assert [program.tick(b"{}", 0) for _ in range(3)] == ["1", "2", "3"]
    died = fault(program, b"!")
    assert died.kind == "trap" and died.message.startswith("reached `unreachable`")
    assert [program.tick(b"{}", 0) for _ in range(2)] == ["1", "2"]


def test_two_instances_do_not_meet(module):
    first, second = module(COUNTER), module(COUNTER)
    assert [first.tick(b"{}", 0) for _ in range(2)] + [second.tick(b"{}", 0)] == ["1", "2", "1"]


def test_fuel_is_counted_and_its_fault_names_the_function(module):
    program = module(wat.tick("(loop $again (br $again)) (i64.const 0)"))
    spent = fault(program)
    assert isinstance(spent, OutOfFuel) and (spent.kind, spent.limit) == ("fuel", "module_tick_fuel")
    assert spent.message == "used more than 10,000,000 fuel in one tick, in tick: is there an endless loop?"
    assert program.fuel_used == Limits().module_tick_fuel
    assert fault(program).kind == "fuel"  # in a new instance


def test_a_start_function_that_crashes_counts_what_it_used(guest, briefing):
    crash = wat.module(more="(func $boot (i32.store8 (i32.const 8) (i32.const 1)) unreachable) (start $boot)")
    with Program(guest, "tested", [(MODULE, crash)], 7) as program:
        with pytest.raises(Fault, match="unreachable"):
            program.start(briefing)
        assert 0 < program.fuel_used < 100


def test_the_wall_is_behind_the_fuel(module):
    program = module(wat.tick("(loop $again (br $again)) (i64.const 0)"), module_tick_fuel=10**15, call_wall=0.3)
    late = fault(program)
    assert isinstance(late, OutOfTime) and (late.kind, late.limit) == ("wall", "call_wall")


def test_output_is_measured_and_keeps_the_instance(module):
    program = module(ECHO, output=100)
    assert len(program.tick(b"x" * 100, 0)) == 100
    long = fault(program, b"x" * 101)
    assert isinstance(long, TooMuchOutput) and long.message == "returned 101 bytes, more than 100, in one tick"
    assert program.tick(b"{}", 0) == "{}"


def test_memory_grows_to_its_limit_and_no_further(module):
    grown = "(call $pair (i32.const 0) (memory.grow (i32.const 62)))"
    program = module(wat.tick(grown), output=2)  # 2 pages are there: 64 are 4 MB
    assert len(program.tick(b"{}", 0)) == 2
    assert "4,294,967,295 bytes" in fault(program).message  # memory.grow failed


def test_its_clock_and_its_chance_are_those_of_its_briefing_alone(module):
    program = module(ECHO)
    first = [program.tick(b"{}", time) for time in (0, 10**9)]
    assert first == ["{}", "{}"]


def test_the_identity_is_that_of_its_bytes():
    assert identity([(MODULE, b"\0asm")]) != identity([(MODULE, b"\0asn")])
    assert identity([("main.py", "x")]) == identity([("main.py", b"x")])


def test_modules_and_python_files_do_not_mix(guest):
    with pytest.raises(ValueError, match="Python files, or a single main"):
        Program(guest, "tested", [("main.py", "x = 1"), (MODULE, ECHO)], 7)


def test_the_same_calls_use_the_same_fuel(module):
    def play() -> list[object]:
        program, seen = module(COUNTER), []
        for text in (b"{}", b"!", b"{}"):
            try:
                seen.append(program.tick(text, 0))
            except Fault as died:
                seen.append((died.kind, died.message, died.detail))
            seen.append(program.fuel_used)
        return seen

    assert play() == play()
