"""`league doctor`: show what is wrong with a machine, a league or a cluster, and how workers are isolated."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from league.cli.arguments import place, telling
from league.cli.checks import Finding
from league.cli.errors import LeagueError
from league.cli.wording import counted
from league.commands.options import add_store, store_path
from league.storage.inspection import check_league
from league.workers.cluster import connect
from league.workers.isolation import Isolation, inspect_isolation
from league.workers.machine import check_machine
from league.workers.pool import process_executor
from sandbox.clean import clean_text

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
    parser.add_argument(
        "folder", metavar="FOLDER", nargs="?", type=place, help="also check the league in this folder (default: none)"
    )
    add_store(parser)
    parser.add_argument("--cluster", metavar="ADDRESS", help="also check the workers of the Dask scheduler at ADDRESS")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def main(args: argparse.Namespace) -> int:
    """Show the isolation of a worker, and what is wrong. Return 0, or 1 if something is."""
    executor = process_executor()
    try:
        isolation: Isolation = executor.submit(_look, ()).result()
    finally:
        executor.shutdown()
    checks = list(_checks(args))
    good = all(check.fix is None for check in checks)
    with telling():
        if args.json:
            document = isolation.as_dict() | {"ok": good, "checks": [check.as_dict() for check in checks]}
            print(json.dumps(document))
            return 0 if good else 1
        for name, value in isolation.as_dict().items():
            if name in _WORDS:
                print(f"{_WORDS[name]:<44} {_shown(value)}")
        for line in isolation.missing:
            print(f"missing: {line}")
        for check in checks:
            print(f"{check.name:<44} {check.found}")
            if check.fix is not None:
                print(f"  wrong: {check.fix}")
    return 0 if good else 1


def _checks(args: argparse.Namespace) -> Iterator[Finding]:
    yield from check_machine()
    if args.folder or args.store:
        args.folder = args.folder or Path()
        yield from check_league(args.folder, store_path(args))
    if args.cluster:
        yield from _check_cluster(args.cluster)


def _check_cluster(address: str) -> Iterator[Finding]:
    try:
        with connect(address) as cluster:
            for worker, threads in sorted(cluster.threads().items()):
                yield Finding("worker", f"{clean_text(worker, 100)}: plays, {counted(threads, 'thread')}")
            for worker, why in sorted(cluster.left_out.items()):
                fix = "install the same release of spacecode there, and restart it"
                yield Finding("worker", f"{clean_text(worker, 100)}: left out: {why}", fix)
            if not cluster.threads():
                yield Finding("workers", "none", "start some: a run waits for them")
    except LeagueError as error:
        yield Finding("cluster", str(error), "start a scheduler and workers of this release, and check the address")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else "none"


def _look(_: object) -> Isolation:
    """Return the isolation of this worker."""
    return inspect_isolation()
