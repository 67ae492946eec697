# fuel: more than 500 times
import os


def bot_main(o):
    while True: os.urandom(1)
    return {}
