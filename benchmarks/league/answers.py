"""Host time of reading and logging hostile answers, against that of an answer as full as the botkit SDK sends it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from benchmarks.report import Measurement
from league.match.sidecar import SeatLog
from league.match.turns import read_answer
from sandbox.fault import Fault
from sandbox.limits import DEFAULT_LIMITS

SIZE = DEFAULT_LIMITS.output  # bytes
ORDER = {"thrust": 0.55, "turn": 0.45, "fire": 1, "shield": True, "strafe": -0.35}
FULL = json.dumps(
    {
        "ships": {str(ship): ORDER for ship in range(10)},
        "log": "a line of text\n" * 270,
        "draw": [["text", n + 0.125, n - 0.375, f"some words at ship {n}", "#ff00aa"] for n in range(64)],
        "plot": {f"plot {n}": n * 1.37 for n in range(16)},
    }
)


def _filled(before: str, unit: str, after: str, separator: str = ",") -> str:
    """Return an answer of SIZE bytes at most with as many units as fit."""
    count = (SIZE - len(before) - len(after)) // (len(unit) + len(separator))
    return before + separator.join([unit] * count) + after


def _noted(unit: str, extra: str) -> str:
    """Return an answer whose log, drawings and plots are full of a character, with an extra key."""
    texts = [f'["text",1,2,"{unit * 80}","#ff00aa"]'] * 64
    plots = ",".join(f'"{unit * 24}{n}":1' for n in range(16))
    return f'{{"log":"{unit * 4_096}","draw":[{",".join(texts)}],"plot":{{{plots}}},"x":{extra}}}'


def _keyed(before: str, value: str, after: str) -> str:
    return before + ",".join(f'"{n:x}":{value}' for n in range(5_000)) + after


HOSTILE = {
    "nested lists": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "empty lists": _filled('{"x":[', "[]", "]}"),
    "lists 14 deep": _filled('{"x":[', "[" * 14 + "]" * 14, "]}"),
    "empty objects": _filled('{"x":[', "{}", "]}"),
    "keys": _keyed('{"x":{', "0", "}}"),
    "top-level keys": _keyed("{", "0", "}"),
    "ships": _keyed('{"ships":{', "{}", "}}"),
    "keys of a ship": _keyed('{"ships":{"0":{', "0", "}}}"),
    "equal keys": _filled("{", '"a":0', "}"),
    "integers": _filled('{"x":[', "1", "]}"),
    "floats": _filled('{"x":[', "1.5", "]}"),
    "exponents": _filled('{"x":[', "1e308", "]}"),
    "small exponents": _filled('{"x":[', "1.1e-308", "]}"),
    "fewer exponents": '{"x":[' + ",".join(["1.1e-308"] * 660) + "]}",
    "unprintable notes": _noted("\x7f", "0"),
    "unprintable notes and exponents": _noted("\x7f", "[" + ",".join(["1.1e-308"] * 450) + "]"),
    "unprintable notes and lists": _noted("\x7f", "[" + ",".join(["[" * 14 + "]" * 14] * 46) + "]"),
    "unprintable notes and escapes": _noted("\x7f", '"' + "\\u0007" * 8_000 + '"'),
    "long integers": _filled('{"x":[', "9" * 4300, "]}"),
    "long floats": _filled('{"x":[', "9" * 4000 + ".5", "]}"),
    "one long float": '{"x":0.' + "1" * (SIZE - 8) + "}",
    "an integer too long": '{"ships":{"0":{"thrust":' + "9" * (SIZE - 30) + "}}}",
    "strings": _filled('{"x":[', '"a"', "]}"),
    "empty strings": _filled('{"x":[', '""', "]}"),
    "literals": _filled('{"x":[', "true", "]}"),
    "NaN": _filled('{"x":[', "NaN", "]}"),
    "a long log": '{"log":"' + "x" * (SIZE - 12) + '"}',
    "a log of lines": _filled('{"log":"', "\\n", '"}', ""),
    "a log of escapes": _filled('{"log":"', "\\u0041", '"}', ""),
    "a log of surrogates": _filled('{"log":"', "\\ud83d\\ude00", '"}', ""),
    "a log of quotes": _filled('{"log":"', '\\"', '"}', ""),
    "a string without an end": _filled('{"log":"', '\\"', "", ""),
    "a log in two bytes": '{"log":"' + "\u00e9" * (SIZE // 2 - 10) + '"}',
    "lines drawn": _filled('{"draw":[', '["line",1,2,3,4,"#ffffff"]', "]}"),
    "texts drawn": _filled('{"draw":[', '["text",1,2,"' + "y" * 600 + '","#ffffff"]', "]}"),
    "escapes drawn": _filled('{"draw":[', '["text",1,2,"' + "\\u0007" * 100 + '","#ffffff"]', "]}"),
    "one long drawing": _filled('{"draw":[["line",', "1", "]]}"),
    "plots": _keyed('{"plot":{', "1.5", "}}"),
    "plots with long names": _filled('{"plot":{', '"' + "z" * 900 + '":1', "}}"),
    "words": _filled('{"actions":[', '"FORWARD"', "]}"),
    "unknown words": _filled('{"actions":[', '"FORWARd"', "]}"),
    "lists as words": _filled('{"actions":[', '["FORWARD"]', "]}"),
    "blanks before": " " * (SIZE - 2) + "{}",
    "blanks inside": "{" + " " * (SIZE - 2) + "}",
    "text after the end": '{"a":1}' + "x" * (SIZE - 7),
    "no JSON": "x" * SIZE,
}


def answers(rounds: int) -> Iterator[Measurement]:
    """Yield the CPU time of each hostile answer; its ratio is below 1 if it costs more than a full one."""
    full = _cost(FULL, rounds)
    yield Measurement("a full answer, CPU", 1e6 * full, "us")
    for name, text in HOSTILE.items():
        cost = _cost(text, rounds)
        yield Measurement(f"answer: {name}, CPU", 1e6 * cost, "us", "a full answer", full / cost)


def _cost(text: str, rounds: int) -> float:
    """Return the least CPU time of reading and logging an answer, in s."""
    costs = []
    for _ in range(rounds):
        log, began = SeatLog(), time.thread_time()
        for tick in range(20):
            deed = read_answer(text, range(10))
            log.add(tick, 1, None, str(deed)) if isinstance(deed, Fault) else log.add(tick, 1, deed)
        log.getvalue()
        costs.append((time.thread_time() - began) / 20)
    return min(costs)
