# fuel: more than 500 times
import os


def bot_main(o):
    while True: os.write(2, b'x' * 100)
    return {}
