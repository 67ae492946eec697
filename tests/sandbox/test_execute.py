"""execute_python_in_wasm: one function of a source, once."""

from __future__ import annotations

import pytest

from sandbox import Limits, PythonSandbox, execute_python_in_wasm


def test_success(guest):
    source = (
        "import math\ndef bot_main(data):\n    print('seen', data['x'])\n"
        "    return {'actions': ['FORWARD'], 'r': math.sqrt(data['x'])}\n"
    )
    result = execute_python_in_wasm(source, input_data={"x": 9})
    assert (result.status, result.output, result.error) == ("success", {"actions": ["FORWARD"], "r": 3.0}, None)
    assert result.logs == "seen 9" and result.fuel_used > 0 and result.duration_ms > 0


@pytest.mark.parametrize("value", [None, 5, "text", [1, [2]], {"log": "mine"}])
def test_any_json_value_comes_back(guest, value):
    result = execute_python_in_wasm("def bot_main(data): return data", input_data=value)
    assert (result.status, result.output, result.logs) == ("success", value, "")


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def bot_main(d): return d['x']", "error", "KeyError: 'x' (source.py line 1)"),
        ("def bot_main(d)", "error", "SyntaxError"),
        ("x = 1", "error", "the source defines no bot_main(input_data)"),
        ("import socket", "error", "No module named 'socket'"),
        ("def bot_main(d): return open('/etc/passwd').read()", "error", "FileNotFoundError"),
        ("def bot_main(d): return {1, 2}", "error", "TypeError"),
        ("import os\ndef bot_main(d): os._exit(0)", "error", "ended its own process"),
        ("def bot_main(d):\n    while True: pass", "timeout", "endless loop"),
        ("while True: pass", "timeout", "endless loop"),
        ("x = bytearray(10**9)", "memory", "64 MB"),
        ("def bot_main(d): return bytearray(10**9)", "memory", "64 MB"),
    ],
)
def test_what_goes_wrong(guest, source, status, words):
    result = execute_python_in_wasm(source, {}, limits=Limits(load_fuel=100_000_000))
    assert result.status == status and words in (result.error or "") and result.output is None


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("x = 1", "NameError: the source defines no bot_main(input_data)"),
        ("def bot_main(): return 1", "TypeError: bot_main() takes 0 positional arguments but 1 was given"),
        (
            "def bot_main(d): return float('1e999')",
            "ProgramError: bot_main returned what JSON cannot hold: Out of range",
        ),
    ],
)
def test_errors_name_no_file_but_the_source(guest, source, error):
    found = execute_python_in_wasm(source).error
    assert found is not None and found.startswith(error) and "main.py" not in found


def test_a_number_that_is_none_is_no_output(guest):
    source = "import json\njson.encoder.encode_basestring_ascii = None\nimport builtins\n"
    source += "def bot_main(d):\n    class Big(int):\n        def __repr__(self): return '1e999'\n    return Big(5)\n"
    result = execute_python_in_wasm(source)
    assert result.output != float("inf")


def test_what_was_printed_before_an_error_is_in_the_logs(guest):
    result = execute_python_in_wasm("def bot_main(d):\n    print('said before')\n    1 / 0\n")
    assert (result.status, result.logs) == ("error", "said before")
    result = execute_python_in_wasm("def bot_main(d):\n    print('said')\n    return {1}\n")
    assert (result.status, result.logs) == ("error", "said")


def test_input_that_is_no_json_is_the_callers_error(guest):
    with pytest.raises(TypeError):
        execute_python_in_wasm("def bot_main(d): return d", {"x": object()})
    with pytest.raises(ValueError):
        execute_python_in_wasm("def bot_main(d): return d", float("nan"))


def test_a_sandbox_of_ones_own_limits_runs_many(guest):
    sandbox = PythonSandbox(limits=Limits(memory=32 << 20, tick_fuel=10_000_000))
    source = "count = 0\ndef bot_main(d):\n    global count\n    count += d\n    return count"
    assert [sandbox.execute(source, 2).output for _ in range(3)] == [2, 2, 2]  # a fresh instance each
    assert sandbox.execute("def bot_main(d): return len(bytearray(40_000_000))").status == "memory"
    assert sandbox.execute("def bot_main(d): return sum(range(10**6))").status == "timeout"
    assert sandbox.execute(source, 5).output == 5


@pytest.mark.parametrize("text", ["[1]", "[" * 5000, '{"log": [1]}'])
def test_what_is_asked_after_an_error_may_be_forged(guest, text):
    source = f"""
import botkit.runner as p
asked = []
def tick(self, text):
    asked.append(text)
    if len(asked) == 1:
        raise ValueError("x")
    return {text!r}
p.BotRunner.tick = tick
def bot_main(d): pass
"""
    result = execute_python_in_wasm(source)
    assert (result.status, result.output) == ("error", None) and "ValueError" in result.error


@pytest.mark.parametrize(
    "text", ["NaN", "[" * 9000, '{"output": Infinity}', "5", "[]", "", "\\ud800", "{'output': 1}", "1e999"]
)
def test_whatever_comes_back_is_json_or_an_error(guest, text):
    source = f"import botkit.runner as p\np.BotRunner.tick = lambda self, text: {text!r}\ndef bot_main(d): pass\n"
    result = execute_python_in_wasm(source)
    assert (result.status, result.output) == ("error", None) and result.error
