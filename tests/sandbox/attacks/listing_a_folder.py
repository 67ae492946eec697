# raised: Error
import os


def bot_main(o):
    os.listdir('.')
    return {}
