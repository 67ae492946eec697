# none
import sys


def bot_main(o):
    for name in sorted(sys.stdlib_module_names):
        try:
            __import__(name)
        except BaseException:
            pass
    return {}
