"""Equal programs, seeds and observations give equal actions, logs and fuel in every process and build of the guest."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import Fault, Guest, Program, behaviour, build
from sandbox.linker import link
from sandbox.runtime.engine import GUEST_OPTIONS

ROOT = Path(__file__).resolve().parents[2]
RECORD = """
import json
from sandbox import Guest, behaviour
guest = Guest.load()
print(json.dumps([behaviour.behaviour_of(guest), behaviour.record(guest)]))
"""


def recorded(hash_seed: str, noise: str) -> list[object]:
    """Return the self-test of another process with a different environment."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": hash_seed,
        "NOISE": noise,
        "TZ": "Asia/Tokyo",
    }
    command = [sys.executable, "-c", RECORD]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def test_two_processes_play_alike(guest):
    digest, lines = recorded("1", "x")
    assert [digest, lines] == recorded("4242", "x" * 5000)
    assert (digest, lines) == (behaviour.behaviour_of(guest), json.loads(json.dumps(behaviour.record(guest))))
    assert [line[0] for line in lines if isinstance(line, list)] == ["raised", "trap", "fuel", "memory"]


@pytest.fixture(scope="module")
def component(guest, tmp_path_factory):
    """What componentize-py makes of the same sources once more, elsewhere: not linked.

    Blanks in the folder's name once kept the random bytes from being fixed.
    """
    if not build.facts()["seeded"]:
        pytest.skip("this guest was built without a C compiler: docs/sandbox.md says what that means")
    elsewhere = tmp_path_factory.mktemp("a folder of another length")
    assert build.componentize(elsewhere)
    return elsewhere / "component.wasm"


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    """Load another guest, compiled without optimisation to save time."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def load(wasm):
        sha256 = hashlib.sha256(wasm.read_bytes()).hexdigest()
        return Guest(sha256, wasm, {**GUEST_OPTIONS, "cranelift_opt_level": "none"})

    return load


def test_a_second_build_compiled_in_another_way_plays_alike(guest, component, loaded, tmp_path):
    wasm = tmp_path / "guest.wasm"
    wasm.write_bytes(link(component.read_bytes(), build.INSTEAD))
    assert behaviour.record(loaded(wasm)) == behaviour.record(guest)


LINES = [
    "x += 3 ** (n % 40) // 7",
    "x = hash((x, n, 'a', 1.5))",
    "words.append(re.sub('(a|b)+c', str(n), 'abacab' * (n % 9)))",
    "words.sort(key=lambda word: (len(word), word))",
    "x += len(json.dumps([words, {'n': n, 'x': [x, -1.5e-7, None]}]))",
    "x += int(math.fsum(math.sin(i) * 1000 for i in range(n % 50)))",
    "words += {str(i * n) for i in range(n % 6)}",
    "x += sum(range(n)); del words[8:]",
    "words.append('%.3f %r' % (n / 7, ship_like(n)))",
    "x += len(traceback.format_exc())",
    "x += len(pickle.dumps(words)) + zlib.crc32(repr(words).encode())",
    "random.shuffle(words); x += random.getrandbits(70)",
    "x += ship_like.trust",
    "words[n]",
    "raise ValueError(words[:3])",
    "x = [x] * 10**8",
    "x.y = n",
    "(lambda f: f(f))(lambda f: f(f))",
    "while True: x += 1",
    "os.abort()",
    "print(x, words, object(), id(words), n)",
]
PROGRAM = """
import json, math, os, pickle, random, re, traceback, zlib
x, words = 0, []
class ship_like:
    def __init__(self, n): self.n = n
def bot_main(n):
    global x, words
    if n == %d:
        %s
    for _ in range(3):
        %s
    return {"log": f"{x} {words}"[:500]}
"""


def test_linking_changes_neither_actions_nor_faults(component, loaded, tmp_path):
    """Fuel becomes less by up to two percent; hence no line that is stopped within C, where the message names it.

    Both take `tick` as componentize-py made it: other paths to a bot's code leave other addresses free.
    """
    wasm = tmp_path / "linked.wasm"
    wasm.write_bytes(link(component.read_bytes()))
    before, after = loaded(component), loaded(wasm)

    def call(program: Program, tick: int) -> list[object]:
        try:
            return [program.tick(json.dumps(tick).encode(), tick)]
        except Fault as fault:
            return [fault.kind, fault.message, fault.detail]

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
    @given(st.sampled_from(LINES), st.lists(st.sampled_from(LINES[:12]), max_size=6), st.integers(2, 9))
    def compare(odd: str, lines: list[str], when: int) -> None:
        files = [("main.py", PROGRAM % (when, odd, "\n        ".join(lines or ["pass"])))]
        with Program(before, "tested", files, 7) as one, Program(after, "tested", files, 7) as other:
            assert one.start(behaviour.BRIEFING) == other.start(behaviour.BRIEFING)
            for tick in range(when + 2):
                assert call(one, tick) == call(other, tick)
                assert 0.98 * one.fuel_used <= other.fuel_used <= one.fuel_used

    compare()


def play_twice(start, source: str, seed: int) -> list[str]:
    program = start(source, seed=seed)
    return [program.tick(b"{}", time) for time in (0, 10**9)]


def test_another_seed_draws_other_numbers(start):
    source = (
        "import os, random, secrets, time, uuid\n"
        "def bot_main(o): return {'random': random.random(), 'now': time.time(),"
        " 'uuid': str(uuid.uuid4()), 'secret': secrets.token_hex(4), 'urandom': os.urandom(3).hex(),"
        " 'seeded': (random.seed(), random.random())}\n"
    )
    first, second = (json.loads(play_twice(start, source, seed)[0]) for seed in (7, 8))
    assert all(first[key] != second[key] for key in ("random", "uuid", "secret", "urandom", "seeded"))
    assert first["now"] == second["now"] == 1_700_000_000.0
    assert play_twice(start, source, 7) == play_twice(start, source, 7)


def test_an_instance_does_not_depend_on_those_before_it(start):
    source = "import os, random\ndef bot_main(o): return {'r': [random.random(), os.urandom(2).hex(), id(o)]}\n"
    first = start(source).tick(b"{}", 0)
    for seed in range(3):
        start(source, seed=seed).tick(b"{}", 0)
    assert start(source).tick(b"{}", 0) == first


def test_clocks_show_match_time(start):
    source = (
        "import time, datetime\ndef bot_main(o): return {'a': time.time(), 'b': time.monotonic(),"
        " 'c': time.perf_counter_ns(), 'd': str(datetime.datetime.now()), 'e': time.process_time()}\n"
    )
    action = json.loads(start(source).tick(b"{}", 61_500_000_000))
    assert action == {"a": 1700000061.5, "b": 61.5, "c": 61_500_000_000, "d": "2023-11-14 22:14:21.500000", "e": 61.5}


def test_nan_has_one_bit_pattern(start):
    source = (
        "import struct\ndef bot_main(o):\n    x = float('inf')\n"
        "    return {'x': struct.pack('>d', x - x).hex(), 'y': struct.pack('>d', x * 0.0).hex()}\n"
    )
    assert json.loads(start(source).tick(b"{}", 0)) == {"x": "7ff8000000000000", "y": "7ff8000000000000"}
