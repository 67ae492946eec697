"""The log of an episode, which `league verify` accepts and the viewer plays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from botkit.gym.simulation.tape import Header
from engine.digest import fold, short
from engine.log import BLOCK_TICKS, LogWriter
from systems.protocol.orders import inputs_of
from systems.release import release
from systems.replay.simulation import faults_in
from systems.results import ProgramReport, final_result, match_result
from systems.setup import Setup
from systems.worlds import new_worlds, step


def log_of(setup: Setup, inputs: NDArray[np.int8], header: Header) -> bytes:
    """Return the log of a match that is simulated from its inputs.

    A match that has not ended gives a log without a result, as that of an interrupted match.

    Args:
        setup: of the match.
        inputs: `[ticks, width]`.
        header: what the log's header says besides the setup.
    """
    log, world = bytearray(), new_worlds([setup])
    seats = [{"version": 1, **seat} for seat in header["seats"]]
    about = {"release": release(), "setup": setup.as_dict(), **header, "seats": seats}
    writer = LogWriter(log.extend, about, inputs.shape[1])
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
        programs: list[ProgramReport] = [
            {"bot": seat["bot"], "faults": faults_in(inputs, setup.sides, side), "fuel_max": None}
            for side, seat in enumerate(seats)
        ]
        writer.close({"result": match_result(setup, result, programs)})
    return bytes(log)
