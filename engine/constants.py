"""0-d arrays of the constants that systems use: numpy combines them with arrays at half the cost of Python scalars."""

from __future__ import annotations

import numpy as np

ZERO, ONE = np.array(0.0), np.array(1.0)
ZERO32, ONE32 = np.array(0, np.int32), np.array(1, np.int32)
