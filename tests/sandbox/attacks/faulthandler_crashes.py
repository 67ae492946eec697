# any
import faulthandler


def bot_main(o):
    faulthandler._sigsegv()
    return {}
