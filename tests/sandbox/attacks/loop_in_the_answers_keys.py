# any
class Key(str):
    def __hash__(self):
        while True:
            pass


def bot_main(o):
    return {Key("a"): 1}
