# any
import gc

kept = []


class Lazarus:
    def __del__(self):
        kept.append(Lazarus())


def bot_main(o):
    Lazarus()
    while True:
        kept.clear()
        gc.collect()
