# fuel: asked for or wrote more than 65,536 bytes
import os


def bot_main(o):
    return {"x": len(os.urandom(20_000_000))}
