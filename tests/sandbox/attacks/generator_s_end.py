# raised: ZeroDivisionError
import sys


def bot_main(o):
    sys.settrace(lambda *a: 1 / 0)
    (lambda: 0)()
    return {}
