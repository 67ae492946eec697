"""`league doctor`: show how the processes that run programs are isolated."""

from __future__ import annotations

import argparse
import json

from league.cli.arguments import telling
from league.workers.isolation import Isolation, inspect_isolation
from league.workers.pool import process_executor

_WORDS = {
    "memory": "bytes of memory",
    "file": "bytes of a file",
    "open_files": "open files",
    "processes": "processes and threads of this user",
    "no_new_privs": "no_new_privs",
    "seccomp": "system calls filtered (seccomp)",
    "landlock": "landlock offered by the kernel, version",
    "cgroup_memory": "bytes of memory of the cgroup",
    "cgroup_processes": "processes and threads of the cgroup",
    "calls_filtered": "system calls denied by the league (seccomp)",
    "files_restricted": "files denied by the league (landlock)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `league doctor`."""
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Show the isolation of a worker. Return 0."""
    executor = process_executor()
    try:
        found: Isolation = executor.submit(_look, ()).result()
    finally:
        executor.shutdown()
    with telling():
        if args.json:
            print(json.dumps(found.as_dict()))
            return 0
        for name, value in found.as_dict().items():
            if name in _WORDS:
                print(f"{_WORDS[name]:<44} {_shown(value)}")
        for line in found.missing:
            print(f"missing: {line}")
    return 0


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else "none"


def _look(_: object) -> Isolation:
    """Return the isolation of this worker."""
    return inspect_isolation()
