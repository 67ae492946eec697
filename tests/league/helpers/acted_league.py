"""The command `league` with simulated outcomes instead of matches, for tests of the code around them.

Reads a JSON list of arguments per line, and runs each in a fork; prints the fork's process id and, at its end, its exit
code (negative: the signal that killed it).
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import acting

import league.admission.loading
import league.commands.playing.run
import league.workers.executor
from league.__main__ import main
from league.match.batch import Job
from league.match.manager import MatchOutcome
from league.workers.pool import Pool


def play(jobs: Sequence[Job]) -> list[MatchOutcome]:
    time.sleep(0.01 * len(jobs))  # so that a run does not end before it is to be killed
    return acting.play(jobs)


def serve() -> None:
    league.commands.playing.run.play_batch = play  # type: ignore[attr-defined]
    league.admission.loading._Loader.load = acting.load  # type: ignore[assignment]
    pool: Any = partial(Pool, executor=lambda: ThreadPoolExecutor(1))
    league.workers.executor.Pool = pool  # type: ignore[attr-defined]
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os._exit(main(json.loads(line)))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
