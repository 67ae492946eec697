# any
import atexit
import weakref


class Thing:
    pass


def forever():
    while True:
        pass


thing = Thing()
weakref.finalize(thing, forever)
atexit.register(forever)


def bot_main(o):
    global thing
    del thing
    return {}
