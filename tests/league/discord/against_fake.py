"""The command `league`, with discord.py pointed at a fake: its address, then the command's arguments."""

from __future__ import annotations

import sys

from fake_discord import point_at

from league.__main__ import main

if __name__ == "__main__":
    point_at(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
