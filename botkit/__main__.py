"""The command `botkit`, as `python -m botkit`. No part of the guest."""

from __future__ import annotations

import sys

from league.cli.start import search_here_last

if __name__ == "__main__":
    search_here_last()
    from botkit.tools.cli import main

    sys.exit(main())
