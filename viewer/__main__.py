"""The command `viewer`, as `python -m viewer`."""

from __future__ import annotations

import sys

from league.cli.start import search_here_last

if __name__ == "__main__":
    search_here_last()
    from viewer.cli import main

    sys.exit(main())
