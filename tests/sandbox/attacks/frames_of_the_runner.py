# any
import sys


def bot_main(o):
    frame = sys._getframe()
    while frame is not None:
        frame.f_locals.clear() if isinstance(frame.f_locals, dict) else None
        frame.f_trace = lambda *_: 1 / 0
        frame.f_globals.pop("_dump", None)
        frame = frame.f_back
    return {}
