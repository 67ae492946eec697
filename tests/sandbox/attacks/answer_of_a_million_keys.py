# any
def bot_main(o):
    return dict.fromkeys(map(str, range(100_000)), 0)
