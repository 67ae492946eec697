# fuel: in the end matching a regular expression
import re


def bot_main(o):
    return {"x": bool(re.match("(a+)+$", "a" * 64 + "b"))}
