# any
class Deep:
    def __getattr__(self, name):
        return getattr(self, name + "x")


def bot_main(o):
    return {"x": Deep().x}
