"""The log of an episode, which `league verify` accepts and the viewer plays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter
from systems.protocol.orders import inputs_of
from systems.results import ProgramReport, final_result, match_result
from systems.setup import Setup
from systems.worlds import new_worlds, step


def log_of(setup: Setup, inputs: NDArray[np.int8], names: Sequence[str]) -> bytes:
    """Return the log of a match that is simulated from its inputs.

    A match that has not ended gives a log without a result, as that of an interrupted match.

    Args:
        setup: of the match.
        inputs: `[ticks, width]`.
        names: of what played in each seat.
    """
    log, world = bytearray(), new_worlds([setup])
    seats = [{"bot": name, "version": 1} for name in names]
    writer = LogWriter(log.extend, {"setup": setup.as_dict(), "seats": seats}, inputs.shape[1])
    for start in range(0, len(inputs), BLOCK_TICKS):
        block = inputs[start : start + BLOCK_TICKS]
        digests = np.zeros(len(block), np.uint16)
        for tick, orders in enumerate(block):
            inputs_of(world)[:, 0] = orders
            step(world)
            digests[tick] = short(fold(world))[0]
        writer.block(block, digests)
    result = final_result(world, 0)
    if result is not None:
        programs: list[ProgramReport] = [{"bot": name, "faults": [], "fuel_max": None} for name in names]
        writer.close({"result": match_result(setup, result, programs)})
    return bytes(log)
