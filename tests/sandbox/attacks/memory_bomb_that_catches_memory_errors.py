# any
def bot_main(o):
    kept = []
    while True:
        try:
            kept.append(bytearray(1 << 20))
        except BaseException:
            pass
