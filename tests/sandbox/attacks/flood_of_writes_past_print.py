# fuel: asked for
import os


def bot_main(o):
    while True:
        os.write(1, b"x" * 4096)
