"""What a program was doing when it was stopped, by the functions on its stack."""

from __future__ import annotations

import pytest

from sandbox.runtime.backtrace import busy_with, frames

CALLED = ["libpython3.14.so!PyObject_Vectorcall", "libpython3.14.so!_PyEval_EvalFrameDefault"]


@pytest.mark.parametrize(
    ("innermost", "activity"),
    [
        (["libpython3.14.so!sre_ucs1_match"], "matching a regular expression"),
        (["libc.so!memcpy", "libpython3.14.so!k_mul", "libpython3.14.so!long_mul"], "computing with integers"),
        (["libpython3.14.so!_PyEval_EvalFrameDefault", "libpython3.14.so!list_sort"], None),
        (["libc.so!malloc", "libpython3.14.so!PyObject_Malloc"], None),
        (["_botkit.wasm!native_tick"], None),
        ([], None),
    ],
)
def test_the_innermost_function_of_the_interpreter_tells(innermost, activity):
    assert busy_with([*innermost, *CALLED]) == activity


def test_frames_are_read_from_the_error():
    text = "error while executing at:\n    0: 0x12d4 - guest!libpython3.14.so!sre_search\n    1: x\nwasm trap"
    assert frames(text) == ["libpython3.14.so!sre_search", "x"]
