"""WebAssembly proposals: those that are switched off are refused, and the others are the documented ones."""

from __future__ import annotations

import pytest
import wat
from wasmtime import Engine, Module, WasmtimeError, wat2wasm
from wasmtime.component import Component

from sandbox.modules.compiler import CompileError, compile_module
from sandbox.modules.parser import BadModule, check_module
from sandbox.runtime.engine import GUEST_OPTIONS, MODULE_OPTIONS, make_engine

USES = {  # by proposal, text that needs it: fields of a module, or a component
    "compact_imports": '(import "a" (item "f" (func)) (item "g" (func)))',
    "component_model_async": "(component (type (stream u8)))",
    "component_model_implements": '(component (import "x" (implements "a:b/c") (instance)))',
    "component_model_map": "(component (type (map string u32)))",
    "custom_page_sizes": "(memory 1 (pagesize 1))",
    "exceptions": "(tag)",
    "function_references": "(type $t (func)) (func (param (ref $t)) (call_ref $t (local.get 0)))",
    "gc": "(type (struct))",
    "memory64": "(memory i64 1)",
    "multi_memory": "(memory 1) (memory 1)",
    "relaxed_simd": "(func (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0)))",
    "stack_switching": "(type $f (func)) (type (cont $f))",
    "tail_call": "(func $f return_call $f)",
    "threads": "(memory 1 1 shared)",
    "wide_arithmetic": "(func (result i64 i64) (i64.mul_wide_s (i64.const 1) (i64.const 2)))",
    # Switched off in one of the two engines:
    "component_model": "(component)",
    "multi_value": "(func (result i32 i32) (i32.const 0) (i32.const 0))",
    "simd": "(func (drop (v128.const i64x2 0 0)))",
}
NEEDED = {  # what every engine accepts
    "bulk_memory": "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))",
    "reference_types": "(table 1 externref)",
}


def accepts(engine: Engine, text: str) -> bool:
    component = text.startswith("(component")
    try:
        (Component if component else Module)(engine, wat2wasm(text if component else f"(module {text})"))
    except WasmtimeError:
        return False
    return True


@pytest.mark.parametrize("options", [GUEST_OPTIONS, MODULE_OPTIONS], ids=["guest", "modules"])
def test_what_uses_a_proposal_that_is_off_is_refused_and_all_else_accepted(options: dict[str, bool]) -> None:
    engine = make_engine(options)
    off = {name.removeprefix("wasm_") for name, value in options.items() if name.startswith("wasm_") and value is False}
    assert len(off) > 15 and off <= set(USES)
    for name, text in {**USES, **NEEDED}.items():
        assert accepts(engine, text) == (name not in off), name


def test_each_text_would_be_accepted_with_its_proposal() -> None:
    for name, text in USES.items():
        options = {f"wasm_{name}": True, "wasm_function_references": True, "wasm_exceptions": True}
        assert accepts(make_engine(options), text), name


@pytest.mark.parametrize("name", [name for name in USES if f"wasm_{name}" in MODULE_OPTIONS])
def test_a_bot_that_uses_a_proposal_that_is_off_is_refused(name: str) -> None:
    text = USES[name]
    if text.startswith("(component"):
        module = bytes(wat2wasm(text))
    elif text.startswith("(memory"):
        module = wat.module(memory=text.replace("(memory", '(memory (export "memory")', 1))
    else:
        module = wat.module(memory=f'{text} (memory (export "memory") 2)')
    with pytest.raises((BadModule, CompileError)):
        check_module(module, 4 << 20)
        compile_module(module, 60, 1 << 30)
