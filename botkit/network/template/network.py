"""What the network orders, in integers, which are exact: everything is a whole number of some power of two.

The weights of an input are packed into one large integer, 64 bits each, so that one product and one sum of Python's
are those of all of them.
"""

from base64 import b64decode
from itertools import repeat
from math import tanh
from operator import mul
from struct import pack, unpack

from weights import ACTIONS, ACTIVATION, LAYERS

ONE = 1 << 12  # inputs and activations are whole numbers of 2^-12
HALF = 1 << 63
# What becomes of the sum of a hidden unit: tanh in steps of 2^-10 from -5 to 5, or relu up to 256.
STEPS = 5 << 10
TANH = [round(tanh((step + 0.5) / 1024) * ONE) for step in range(STEPS)]
TANH = [-value for value in reversed(TANH)] + TANH
RELU_LIMIT = (1 << 20) - 1
LEVELS = (-1, 0, 1), (-1, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1), (0, 1, 2, 3), (False, True), (-1, 0, 1)


def digits(numbers):
    """Return the sum of (2^63 + numbers[i]) * 2^(64 i), in which no digit of 64 bits is negative."""
    return int.from_bytes(pack(f"<{len(numbers)}Q", *[number + HALF for number in numbers]), "little")


def layer(shift, bias, text):
    """Return a layer's shift and number of outputs, its packed biases, and the packed weights of each input."""
    count, data = len(bias), b64decode(text)
    rows = [unpack(f"<{count}h", data[at : at + 2 * count]) for at in range(0, len(data), 2 * count)]
    zero = digits([0] * count)
    return shift, count, digits(bias), [digits(row) - zero for row in rows]


*HIDDEN, LAST = [layer(*each) for each in LAYERS]


def sums(values, count, biases, weights):
    """Return the sum of each unit, plus 2^63."""
    total = sum(map(mul, values, weights), biases)
    return unpack(f"<{count}Q", total.to_bytes(8 * count, "little"))


def outputs(numbers):
    """Return the outputs as integers."""
    values = list(map(round, map(mul, numbers, repeat(float(ONE)))))
    for shift, *each in HIDDEN:
        if ACTIVATION == "tanh":
            shift, last = shift + 2, 2 * STEPS - 1
            least = (HALF >> shift) - STEPS
            values = [TANH[min(max((total >> shift) - least, 0), last)] for total in sums(values, *each)]
        else:
            zero = HALF >> shift
            values = [min(max((total >> shift) - zero, 0), RELU_LIMIT) for total in sums(values, *each)]
    return [total - HALF for total in sums(values, *LAST[1:])]


def orders(numbers):
    """Return a ship's orders, given its observation."""
    found = outputs(numbers)
    if ACTIONS == "box":
        unit = 2.0 ** -(12 + LAST[0])
        thrust, turn, fire, shield, strafe = [min(max(number * unit, -1.0), 1.0) for number in found]
        return {
            "thrust": round(100 * thrust) / 100,
            "turn": round(100 * turn) / 100,
            "fire": round(3 * max(fire, 0.0)),
            "shield": shield > 0.5,
            "strafe": round(100 * strafe) / 100,
        }
    chosen, start = [], 0
    for levels in LEVELS:
        group = found[start : start + len(levels)]
        chosen.append(levels[group.index(max(group))])
        start += len(levels)
    return dict(zip(("thrust", "turn", "fire", "shield", "strafe"), chosen))
