# trap: ended its own process
import os


def bot_main(o):
    os._exit(0)
    return {}
