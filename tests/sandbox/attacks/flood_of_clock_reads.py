# fuel: more than 500 times
import time


def bot_main(o):
    while True: time.time()
    return {}
