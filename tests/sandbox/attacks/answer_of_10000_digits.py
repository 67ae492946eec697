# any
import sys

sys.set_int_max_str_digits(0)


def bot_main(o):
    return {"ships": {"0": {"fire": 10**9_999}}}
