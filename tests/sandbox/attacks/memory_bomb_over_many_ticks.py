# any
kept = []


def bot_main(o):
    kept.append(bytearray(40 << 20))
    return {}
