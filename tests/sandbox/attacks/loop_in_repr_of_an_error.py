# fuel: endless loop
class Endless(Exception):
    def __str__(self):
        while True:
            pass


def bot_main(o):
    raise Endless
