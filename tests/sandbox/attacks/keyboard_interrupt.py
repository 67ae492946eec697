# raised: KeyboardInterrupt
import _thread


def bot_main(o):
    raise KeyboardInterrupt
