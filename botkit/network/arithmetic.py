"""The numbers of a network's arithmetic, the same in numpy, in Python and in C.

Everything is an integer times a power of two: inputs and activations have units of 2^-12, the weights of a layer units
of 2^-k, its biases and sums 2^-(12 + k). With the bounds below, no sum reaches 2^52, so float64 holds each exactly, in
whatever order a matrix product adds, and also the index into the table of tanh that is computed from it.
"""

from __future__ import annotations

import math

INPUT_LIMIT = 10.0  # of an input, as `botkit.gym.observation.layout.LIMIT`
PLACES = 12  # binary places of inputs and activations
ONE = 1 << PLACES
WEIGHT_LIMIT = (1 << 15) - 1  # of a weight as an integer
SHIFT_LIMIT = 24  # binary places of weights, k
BIAS_LIMIT = 1 << 51  # of a bias as an integer
RELU_LIMIT = (1 << 20) - 1  # of an activation `relu` as an integer: 256.0
MAX_WIDTH = 1024  # inputs or outputs of a layer
MAX_LAYERS = 8
MAX_PARAMETERS = 1 << 20  # weights and biases of a network, whose file has at most 8 MB
EXACT = 1 << 52  # no sum reaches this

TANH_PLACES = 10  # binary places of the argument of tanh
TANH_STEPS = 5 << TANH_PLACES  # from 5.0 on, tanh rounds to 1

ACTIVATIONS = ("tanh", "relu")
# The values that the numbers of a discrete action stand for: thrust, turn, fire, shield, strafe.
LEVELS = (
    (-1.0, 0.0, 1.0),
    (-1.0, -0.5, -0.25, -0.1, 0.0, 0.1, 0.25, 0.5, 1.0),
    (0.0, 1 / 3, 2 / 3, 1.0),
    (0.0, 1.0),
    (-1.0, 0.0, 1.0),
)
OUTPUTS = {"box": len(LEVELS), "multidiscrete": sum(map(len, LEVELS))}  # by kind of actions


def tanh_table() -> list[int]:
    """Return tanh in units of 2^-12 at the centres of the steps of 2^-10 from -5 to 5.

    No value is nearer to half a unit than 10^-5, so that it does not matter how a machine rounds its own tanh.
    """
    half = [round(math.tanh((step + 0.5) / (1 << TANH_PLACES)) * ONE) for step in range(TANH_STEPS)]
    return [-value for value in reversed(half)] + half
