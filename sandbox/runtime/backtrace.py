"""Interpretation of a WebAssembly backtrace: where a program stopped.

0: 0x12d4958 - guest!libpython3.14.so!sre_ucs1_match
1: 0x10ff358 - guest!libpython3.14.so!_PyEval_EvalFrameDefault

All of the guest is one module, whose functions are named after the library that they are from, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

FRAMES = 20  # maximum number of frames read

_FRAME = re.compile(r"^\s*\d+: +(?:0x[0-9a-f]+ - )?(?:guest!)?(.*)$")
_INTERPRETER = "libpython"
_PYTHON = "_PyEval_"  # prefix of the functions that run bytecode

# The interpreter's activity by prefix of its C functions, for those that can be busy for long during a single call from
# Python. A loop of short calls is interrupted in them too, so the words claim no more than what was seen.
_BUSY = {
    "matching a regular expression": "sre_ _sre_",
    "computing with integers": "long_ k_mul k_lopsided x_add x_sub x_mul x_div v_ l_ _PyLong_ PyLong_ pylong_",
    "sorting a list": "list_sort binarysort count_run merge_ gallop_ unsafe_ safe_object_compare",
    "reading or writing JSON": "scanner_ scan_once _parse_ encoder_ py_encode py_scanstring",
    "handling a text": "unicode_ _PyUnicode PyUnicode_ bytes_ PyBytes_ stringlib_ fastsearch ucs1lib_",
    "working on a set or dict": "set_ _PySet_ dict_ _PyDict_ insertdict dictresize build_indices",
    "compiling source text": "_PyPegen_ _PyCompile_ _PyAST_ _PyTokenizer_ tok_ optimize_ assemble_ compiler_ codegen_",
    "collecting garbage": "gc_collect _PyGC_ deduce_unreachable visit_",
    "computing with decimals": "mpd_ _mpd_ dec_",
}
PRINTING = "printing"
_BEGINNINGS = [(words, tuple(names.split())) for words, names in _BUSY.items()]


def frames(text: str) -> list[str]:
    """Return the functions in wasmtime's error text, innermost first, as `LIBRARY!FUNCTION`; at most 20."""
    found = (_FRAME.match(line) for line in text[:20_000].splitlines())
    return [match[1][:200] for match in found if match][:FRAMES]


def busy_with(stack: Sequence[str]) -> str | None:
    """Describe what a call from Python into C was doing; None if bytecode was running, or if it is unknown."""
    if any(frame.endswith("!builtin_print") for frame in stack):
        return PRINTING
    for frame in stack:
        library, _, name = frame.partition("!")
        if not library.startswith(_INTERPRETER):
            continue  # as of a copy or an allocation
        if name.startswith(_PYTHON):
            return None
        for words, beginnings in _BEGINNINGS:
            if name.startswith(beginnings):
                return words
    return None
