"""Tuning of the numbers in a bot by games: the search, and the measurement of what it found.

Imports `league` and `engine`; imported by `botkit.tools.commands.sweep` only, before numpy.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more would not be faster, and could give other sums
