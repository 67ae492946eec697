# raised: an exception that cannot be shown
class Long(Exception):
    def __str__(self):
        return "x" * 2_000_000_000


def bot_main(o):
    raise Long
