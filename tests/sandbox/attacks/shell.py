# raised: AttributeError
import os


def bot_main(o):
    return {"x": os.system("true")}
