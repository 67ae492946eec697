# fuel: endless loop
class Endless(list):
    def __iter__(self):
        while True:
            yield "FORWARD"


def bot_main(o):
    return {"actions": [word for word in Endless()]}
