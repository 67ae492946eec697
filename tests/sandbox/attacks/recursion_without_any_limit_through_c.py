# any
import sys

sys.setrecursionlimit(2**31 - 1)


class Deep:
    def __eq__(self, other):
        return [self] == [Deep()]


def bot_main(o):
    return {"x": Deep() == Deep()}
