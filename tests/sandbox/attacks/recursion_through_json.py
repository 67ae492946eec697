# trap: recursion too deep: the stack is exhausted
import json


def bot_main(o):
    return {"x": json.loads("[" * 100_000)}
