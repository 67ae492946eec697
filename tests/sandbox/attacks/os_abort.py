# trap: the interpreter crashed (wasm `unreachable` instruction executed)
import os


def bot_main(o):
    os.abort()
    return {}
