"""Programs that try: each gets a fault or its answer, the host lives on, and so do the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox import Fault

FINE = "def bot_main(o):\n    return {'fine': True}\n"

# name: (the body of bot_main, kind of the fault, words of its message)
FAULTS = {
    "an endless loop": (
        "while True: pass",
        "fuel",
        "used more than 100,000,000 fuel in one tick: is there an endless loop?",
    ),
    "a loop that catches everything": (
        "while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "fuel",
        "endless loop",
    ),
    "one big object": ("x = bytearray(10**9)", "memory", "used more than 64 MB of memory (tested.py line"),
    "many objects": (
        "x = []\n    while True: x.append(bytearray(10**6))",
        "memory",
        "used more than 64 MB of memory (tested.py line",
    ),
    "a huge integer": ("x = 1 << (1 << 40)", None, ""),
    "deep recursion": ("def f(): return f() + 1\n    f()", "raised", "RecursionError"),
    "recursion without a limit": (
        "import sys\n    sys.setrecursionlimit(10**9)\n    def f(n): return f([n]) + 1\n    f(0)",
        None,
        "",
    ),
    "recursion in C": ("x = []\n    for _ in range(100000): x = [x]\n    repr(x)", None, ""),
    "sys.exit": ("import sys\n    sys.exit(3)", "raised", "SystemExit: 3"),
    "os._exit": ("import os\n    os._exit(0)", "trap", "ended its own process"),
    "os.abort": ("import os\n    os.abort()", "trap", "the interpreter crashed"),
    "reading a file": ("open('/etc/passwd').read()", "raised", "FileNotFoundError"),
    "writing a file": ("open('x', 'w').write('x')", "raised", "Error"),
    "listing a folder": ("import os\n    os.listdir('.')", "raised", "Error"),
    "waiting for a file": (
        "import select\n    select.select([0], [1], [], 1)",
        "trap",
        "asked the system for what is not in the sandbox",
    ),
    "a socket": ("import socket", "raised", "No module named 'socket'"),
    "a process": ("import subprocess", "raised", "No module named 'subprocess'"),
    "a thread": ("import threading\n    threading.Thread(target=print).start()", "raised", "can't start new thread"),
    "ctypes": ("import ctypes", "raised", "No module named 'ctypes'"),
    "input": ("input()", "raised", "EOFError"),
    "a flood of random bytes": ("import os\n    while True: os.urandom(1)", "fuel", "more than 500 times"),
    "many random bytes": ("import os\n    while True: os.urandom(9000)", "fuel", "more than 65,536 bytes"),
    "a flood of clock reads": ("import time\n    while True: time.time()", "fuel", "more than 500 times"),
    "a flood of sleeps": ("import time\n    while True: time.sleep(1)", "fuel", "more than 500 times"),
    "a flood past print": ("import os\n    while True: os.write(2, b'x' * 100)", "fuel", "more than 500 times"),
    "a long answer": ("return {'x': 'x' * 70000}", "output", "gave 70,008 bytes, more than 65,536"),
    "NaN": ("return {'x': float('nan')}", "raised", "ValueError"),
    "a circle": ("x = {}\n    x['x'] = x\n    return x", "raised", "ValueError"),
    "an object": ("return {'x': object()}", "raised", "TypeError"),
    "no dict": ("return 5", "raised", "bot_main returned 5"),
    "an exception that cannot be shown": (
        "class E(Exception):\n        def __str__(self): raise self\n    raise E",
        "raised",
        "",
    ),
    "an exception with escape codes": (
        "raise ValueError('\\x1b[31m\\u202e\\ud800 red\\nline 2')",
        "raised",
        "?[31m?? red line 2",
    ),
    "an exception as long as a book": ("raise ValueError('x' * 10**6)", "raised", "ValueError: xxx"),
    "a generator's end": (
        "import sys\n    sys.settrace(lambda *a: 1 / 0)\n    (lambda: 0)()",
        "raised",
        "ZeroDivisionError",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_and_nothing_else_is_harmed(start, name):
    body, kind, words = FAULTS[name]
    other, program = start(FINE), start(f"def bot_main(o):\n    {body}\n    return {{}}\n")
    for _ in range(2):  # the second time in a new instance, or in the one that lived on
        with pytest.raises(Fault) as caught:
            program.tick(b"{}", 0)
        fault = caught.value
        assert kind is None or fault.kind == kind, str(fault)
        assert words in fault.message
        assert fault.message.isprintable() and 0 < len(fault.message) <= 300
        assert len(fault.detail) <= 4000 and all(line.isprintable() for line in fault.detail.split("\n"))
        assert json.loads(other.tick(b"{}", 0)) == {"fine": True}


# name: (the body of bot_main, what comes out)
FINE_AFTER_ALL = {
    "sleep": ("import time\n    time.sleep(10**6)\n    return {'now': time.monotonic()}", {"now": 5.0}),
    "breakpoint": ("breakpoint()\n    return {}", {}),
    "lone surrogates": ("return {'x': '\\ud800'}", {"x": "\ud800"}),
    "a printed surrogate": ("print('\\ud800')\n    return {}", {"log": "?"}),
    "stderr": ("import sys\n    print('oops', file=sys.stderr)\n    return {}", {"log": "oops"}),
    "bytes past print": ("import os\n    os.write(1, b'\\xff' * 900)\n    return {}", {}),
    "its environment": ("import os, sys\n    return {'e': dict(os.environ), 'a': sys.argv}", {"e": {}, "a": ["bot"]}),
    "memory that it caught": (
        "try: bytearray(10**9)\n    except MemoryError: return {'caught': 1}",
        {"caught": 1},
    ),
}


@pytest.mark.parametrize("name", FINE_AFTER_ALL)
def test_no_fault(start, name):
    body, action = FINE_AFTER_ALL[name]
    program = start(f"def bot_main(o):\n    {body}\n")
    assert json.loads(program.tick(b"{}", 5 * 10**9)) == action


def test_a_huge_print_is_cut_with_a_mark(start):
    program = start("def bot_main(o):\n    print('x' * 10**6)\n    print('end')\n    return {}\n")
    for _ in range(2):
        log = json.loads(program.tick(b"{}", 0))["log"]
        assert len(log) <= 4096 and log.startswith("xxx") and log.endswith("[log cut]")


def test_what_was_logged_before_a_fault_is_not_lost(start):
    program = start("def bot_main(o):\n    print('at', o['t'])\n    if o['t'] == 1: 1 / 0\n    return {}\n")
    with pytest.raises(Fault):
        program.tick(b'{"t": 1}', 0)
    assert json.loads(program.tick(b'{"t": 2}', 0))["log"] == "at 1\nat 2"


def test_a_crash_keeps_its_last_words(start):
    program = start("import os\ndef bot_main(o):\n    os.write(2, b'the very end')\n    os.abort()\n")
    with pytest.raises(Fault) as caught:
        program.tick(b"{}", 0)
    assert caught.value.kind == "trap" and "the very end" in caught.value.detail


def test_many_deaths_do_not_grow_the_process(start):
    program = start("import os\ndef bot_main(o): os._exit(0)\n")
    sizes = []
    for number in range(150):
        with pytest.raises(Fault):
            program.tick(b"{}", 0)
        if number in (49, 149):
            sizes.append(_resident())
    assert sizes[1] - sizes[0] < 20_000  # kB; an instance has 9,000


def _resident() -> int:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except FileNotFoundError:
        pytest.skip("no /proc here")
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1])
