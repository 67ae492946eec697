# fuel: asked for
import time


def bot_main(o):
    while True:
        time.sleep(0)
