# start: No module named 'ctypes'
import ctypes


def bot_main(o):
    ctypes.memset(0, 0, 1 << 30)
    return {}
