# any
class Deep:
    def __repr__(self):
        return repr(self)


def bot_main(o):
    return {"x": repr(Deep())}
