# any
import sys


def bot_main(o):
    sys.setrecursionlimit(10**9)
    def f(n): return f([n]) + 1
    f(0)
    return {}
