# fuel: endless loop
class Meta(type):
    def __instancecheck__(cls, value):
        while True:
            pass


class Endless(metaclass=Meta):
    pass


def bot_main(o):
    return {"x": isinstance(1, Endless)}
