"""Numbers that systems compute with, as arrays without an axis: numpy takes them at half of what Python's cost."""

from __future__ import annotations

import numpy as np

ZERO, ONE = np.array(0.0), np.array(1.0)
ZERO32, ONE32 = np.array(0, np.int32), np.array(1, np.int32)
