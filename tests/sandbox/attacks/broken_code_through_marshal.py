# any
import marshal


def bot_main(o):
    return {"x": str(marshal.loads(b"c" + b"\xff" * 400))}
