# raised: can't start new thread
import _thread


def bot_main(o):
    _thread.start_new_thread(print, ())
    return {}
