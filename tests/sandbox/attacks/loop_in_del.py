# fuel: endless loop
class Trap:
    def __del__(self):
        while True:
            pass


def bot_main(o):
    Trap()
    return {}
