# any
import signal


def bot_main(o):
    signal.raise_signal(9)
    return {}
