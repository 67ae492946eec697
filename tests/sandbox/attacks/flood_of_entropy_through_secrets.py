# fuel: asked for
import secrets


def bot_main(o):
    while True:
        secrets.token_bytes(8)
