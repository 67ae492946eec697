# fuel: more than 65,536 bytes
import os


def bot_main(o):
    while True: os.urandom(9000)
    return {}
