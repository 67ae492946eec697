# any
import sys


def trace(*_):
    raise SystemExit


def bot_main(o):
    sys.settrace(trace)
    return {}
