# any
import re


def bot_main(o):
    return {"x": bool(re.compile("(?:" * 90 + "a{0,500}" * 200 + ")" * 90))}
