# fuel
import array


def bot_main(o):
    size = 1 << 21
    steps = array.array("I", [(i * 1_664_525 + 1_013_904_223) % size for i in range(1 << 16)]) * 32
    at = 0
    while True:
        at = steps[at] ^ (at & 31)
