"""`league` as a child process of the host: it stops, as by Ctrl-C, when its standard input closes or the host dies."""

from __future__ import annotations

import os
import signal
import sys
import threading

from league.__main__ import main


def _stop_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    sys.exit(main())
