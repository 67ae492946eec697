# none
import os


def bot_main(o):
    return {"x": os.read(0, 100).decode()}
