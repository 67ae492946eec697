# any
import sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        return Finder()


sys.meta_path.insert(0, Finder())


def bot_main(o):
    import nothing

    return {}
