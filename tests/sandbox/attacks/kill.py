# raised: AttributeError
import os


def bot_main(o):
    return {"x": os.kill(1, 9)}
