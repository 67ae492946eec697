# any
import random


class Odd:
    def __lt__(self, other):
        return random.random() < 0.5


def bot_main(o):
    things = [Odd() for _ in range(100_000)]
    things.sort()
    return {}
