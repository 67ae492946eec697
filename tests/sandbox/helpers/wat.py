"""Modules for tests in WebAssembly text format: a bot with replaceable parts."""

from __future__ import annotations

from wasmtime import wat2wasm

PARTS = {
    "memory": '(memory (export "memory") 2)',
    "alloc": '(func (export "sc_alloc") (param i32) (result i32) (i32.const 1024))',
    "start": '(func (export "sc_start") (param i32 i32) (result i64) (i64.const 0))',
    "tick": '(func (export "sc_tick") (param i32 i32) (result i64) (call $pair (local.get 0) (local.get 1)))',
    "more": "",
}
PAIR = """(func $pair (param i32 i32) (result i64)
  (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))"""


def module(**parts: str) -> bytes:
    """Return a bot that answers every observation with itself, except for the given parts."""
    text = {**PARTS, **parts}
    return bytes(wat2wasm(f"(module {text['memory']} {PAIR} {' '.join(text[name] for name in list(text)[1:])})"))


def tick(body: str) -> bytes:
    """Return a bot whose `sc_tick` is `body`."""
    return module(tick=f'(func $tick (export "sc_tick") (param i32 i32) (result i64) {body})')


def start(body: str) -> bytes:
    """Return a bot whose `sc_start` is `body`."""
    return module(start=f'(func (export "sc_start") (param i32 i32) (result i64) {body})')


def alloc(body: str) -> bytes:
    """Return a bot whose `sc_alloc` is `body`."""
    return module(alloc=f'(func (export "sc_alloc") (param i32) (result i32) {body})')


def says(text: str) -> bytes:
    """Return a bot that answers everything with `text`."""
    data = "".join(f"\\{byte:02x}" for byte in text.encode())
    place = f"(call $pair (i32.const 8) (i32.const {len(text.encode())}))"
    function = '(func (export "sc_{}") (param i32 i32) (result i64) ' + place + ")"
    more = f'(data (i32.const 8) "{data}")'
    return module(start=function.format("start"), tick=function.format("tick"), more=more)
