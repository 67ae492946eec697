# any
import sys


def bot_main(o):
    sys.modules.clear()
    import json

    return {"x": json.dumps(1)}
