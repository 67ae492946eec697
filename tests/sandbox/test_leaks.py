"""What a bot can see is the same on every host: nothing of the machine, its user, its paths or its clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from sandbox import build

ROOT = Path(__file__).resolve().parents[2]

SPY = """
import functools, gc, io, locale, os, pathlib, platform, sys, time, traceback

def look(thing):
    try:
        return repr(thing())
    except BaseException as error:
        return f"{type(error).__name__}: {error}"

def names(value):
    for key in sorted(dir(value)):
        if key not in ("modules", "meta_path", "path_hooks", "last_traceback"):
            yield f"{value.__name__}.{key}", look(lambda: getattr(value, key))

@functools.cache
def texts():
    gc.unfreeze()
    found = set()
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if type(part) in (str, bytes):
                found.add(part if type(part) is str else str(part.strip(b"\\0")))  # the image's holes are full of these
    return sorted(found)

def bot_main(o):
    if o["what"] == "texts":
        return {"texts": texts()[o["from"] : o["from"] + 8000]}
    seen = dict(names([sys, os, time, platform, locale][o["what"]]))
    for name, ask in {
        "environ": lambda: dict(os.environ), "cwd": os.getcwd, "home": pathlib.Path.home,
        "user": lambda: os.path.expanduser("~"),
        "files": lambda: sorted(os.listdir("/")), "here": lambda: __file__, "uname": os.uname, "node": platform.node,
        "pid": os.getpid, "zone": lambda: (time.tzname, time.timezone, time.localtime(0)),
        "now": lambda: (time.time(), time.monotonic()),
        "locale": locale.getlocale, "encoding": lambda: (sys.getfilesystemencoding(), io.text_encoding(None)),
        "modules": lambda: sorted(sys.modules), "stack": lambda: traceback.format_stack(), "argv": lambda: sys.argv,
        "stdin": lambda: sys.stdin.read(), "hash": lambda: (hash("a"), id(None), hash(object())), "cpus": os.cpu_count,
        "statvfs": lambda: os.statvfs("/"), "tty": lambda: os.isatty(0), "limits": lambda: sys.getrecursionlimit(),
    }.items():
        seen[name] = look(ask)
    return seen
"""

LOOK = """
import json, sys
from sandbox import Guest, Limits, Program
from sandbox.behaviour import BRIEFING
limits = Limits(tick_fuel=6_000_000_000, output=4_000_000, call_wall=100, match_wall=1000)
seen = []
with Program(Guest.load(), "spy", [("main.py", sys.stdin.read())], 7, limits) as program:
    seen.append(program.start(BRIEFING))
    for what in range(5):
        seen.append(json.loads(program.tick(json.dumps({"what": what}).encode(), 0)))
    texts = [None]
    while texts:
        at = sum(len(part["texts"]) for part in seen[6:])
        texts = json.loads(program.tick(json.dumps({"what": "texts", "from": at}).encode(), 0))["texts"]
        seen.append({"texts": texts})
print(json.dumps(seen))
"""


def seen_on(folder: Path, **environment: str) -> list[object]:
    """Return all that a bot can see on a host with that environment, current folder and command line."""
    folder.mkdir()
    guest = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}  # the compiled one
    done = subprocess.run(
        [sys.executable, "-c", LOOK, *environment.values()],
        input=SPY,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **guest, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_hosts_look_the_same_from_inside(guest, tmp_path):
    first = seen_on(tmp_path / "first", USER="qzxjq-ada", HOME="/home/qzxjq-ada", TZ="UTC", LANG="C", SECRET="qzxjq-1")
    other = seen_on(
        tmp_path / "second-qzxjq",
        USER="qzxjq-bob",
        LOGNAME="qzxjq-bob",
        HOME="/qzxjq/bob",
        TZ="Pacific/Auckland",
        LANG="de_DE.UTF-8",
        LC_ALL="de_DE.UTF-8",
        HOSTNAME="qzxjq-host",
        TOKEN="qzxjq-2",
        PYTHONHASHSEED="99",
        PYTHONWARNINGS="ignore",
        COLUMNS="33",
    )
    assert first == other
    text = json.dumps(first)
    assert len(text) > 500_000, "the spy has seen little"
    assert "'bot'" in text and "ConfigParser" in text  # it has looked: sys.argv, and what is in memory
    for word in ("qzxjq", str(ROOT), str(tmp_path), os.uname().nodename + "'"):
        assert word not in text, word


def test_every_clock_shows_match_time(start):
    source = (
        "import os, logging, time\ndef bot_main(o):\n"
        "    clocks = [time.time() - 1.7e9, time.monotonic(), time.perf_counter(), time.process_time(),\n"
        "        time.thread_time(), os.times().user, os.times().elapsed,\n"
        "        logging.makeLogRecord({}).relativeCreated / 1000]\n"
        "    return {'clocks': clocks}\n"
    )
    program = start(source)
    for second in (0, 5):
        assert json.loads(program.tick(b"{}", second * 10**9))["clocks"] == [second] * 8


def test_nothing_of_the_builder_is_in_the_guest():
    image = build.WASM.read_bytes()
    for word in (str(ROOT), "spacecode-guest-"):
        assert word.encode() not in image, word
