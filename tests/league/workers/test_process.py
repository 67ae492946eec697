import gc
import os
import threading
import time
from pathlib import Path

import pytest

from league.workers.process import WorkerProcess


def _nothing() -> None:
    pass


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _sleep_in(worker: WorkerProcess, ended: list[type[BaseException]]) -> None:
    try:
        worker.call(60, time.sleep, (600,), {})
    except EOFError as error:
        ended.append(type(error))
        worker.kill()


def test_killing_a_process_ends_the_call_of_another_thread_and_closes_the_pipes() -> None:
    WorkerProcess(_nothing).kill()  # starts multiprocessing's resource tracker
    gc.collect()
    before = _descriptors()
    for _ in range(5):
        worker = WorkerProcess(_nothing)
        assert worker.call(60, os.getpid, (), {}) == worker.call(60, os.getpid, (), {})
        ended: list[type[BaseException]] = []
        caller = threading.Thread(target=_sleep_in, args=(worker, ended))
        caller.start()
        time.sleep(0.05)
        threads = [caller, *(threading.Thread(target=worker.kill) for _ in range(3))]
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert ended == [EOFError]
        assert not worker.is_alive
        with pytest.raises(OSError, match="closed"):
            worker.call(60, os.getpid, (), {})
    del worker, caller, threads, thread
    gc.collect()
    assert _descriptors() <= before
