# raised
import os


def bot_main(o):
    return {"x": os.fork()}
