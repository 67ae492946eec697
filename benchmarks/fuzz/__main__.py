"""Fuzz the targets one after another, each in a process of its own.

python -m benchmarks.fuzz [TARGET…] [--seconds N | --input FILE]

An input that crashes a target is written to build/fuzz/TARGET-crash-…, and `--input` runs it again. New inputs that
reach new code are kept in build/fuzz/TARGET.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

SECONDS = 60
_HANGS = 30  # s after which libFuzzer calls an input endless
_RSS = 2048  # MB of the process
_FOUND = Path("build") / "fuzz"
_INSTRUMENTED = ["engine", "systems", "sandbox", "league", "tomllib", "zipfile", "json"]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz", description="Fuzz the parsers of untrusted bytes."
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="name of a target (default all)")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"time for each target (default {SECONDS})")
    parser.add_argument("--input", type=Path, help="run a target on this file only")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        _fuzz(args.targets[0], args.seconds)
    from benchmarks.fuzz.targets import TARGETS

    names = args.targets or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"no target {min(unknown)}; the targets are {', '.join(TARGETS)}")
    if args.input:
        for name in names:
            TARGETS[name].run(args.input.read_bytes())
        return 0
    crashed = []
    for name in names:
        print(f"fuzzing {name} for {args.seconds} s", flush=True)
        command = [sys.executable, "-m", "benchmarks.fuzz", "--here", name, "--seconds", str(args.seconds)]
        environment = os.environ | (_under_sanitizer() if TARGETS[name].sanitized else {})
        if subprocess.run(command, env=environment, check=False).returncode:
            crashed.append(name)
    print(f"crashed: {', '.join(crashed)}; see {_FOUND}" if crashed else "no target crashed")
    return len(crashed) > 0


def _under_sanitizer() -> dict[str, str]:
    """Return the environment in which AddressSanitizer is loaded before Python, which is not compiled for it."""
    import atheris

    library = Path(atheris.path()) / "asan_with_fuzzer.so"
    return {"LD_PRELOAD": str(library), "ASAN_OPTIONS": "detect_leaks=0", "PYTHONMALLOC": "malloc"}


def _fuzz(name: str, seconds: int) -> None:
    """Fuzz a target in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=_INSTRUMENTED):
        from benchmarks.fuzz.targets import CORPUS, TARGETS
    target, found = TARGETS[name], _FOUND / name
    found.mkdir(parents=True, exist_ok=True)
    options = {
        "max_total_time": seconds,
        "max_len": target.most,
        "timeout": _HANGS,
        "rss_limit_mb": _RSS,
        "artifact_prefix": f"{_FOUND}/{name}-",
        "print_funcs": 0,
        "verbosity": 1,
        "print_final_stats": 1,
    }
    flags = [f"-{option}={value}" for option, value in options.items()]
    atheris.Setup([sys.argv[0], *flags, str(found), str(CORPUS / name)], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
