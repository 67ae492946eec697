"""Benchmarks of the environments for learners, on one core."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: CPU time is of one core
