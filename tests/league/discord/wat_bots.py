"""A bot that is a small module: let in sooner than one in Python."""

from __future__ import annotations

from wasmtime import wat2wasm

_TEXT = """(module
  (memory (export "memory") 1)
  (func (export "sc_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "sc_start") (param i32 i32) (result i64) (i64.const {answer}))
  (func (export "sc_tick") (param i32 i32) (result i64) (i64.const {answer}))
  (data (i32.const 8) "{{}}"))"""


def module(pages: int = 1) -> bytes:
    """A bot that does nothing; `pages` tells one version from another."""
    text = _TEXT.format(answer=8 << 32 | 2).replace('"memory") 1', f'"memory") {pages}')
    return bytes(wat2wasm(text))


MODULE = module()
