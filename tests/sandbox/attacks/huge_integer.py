# any
def bot_main(o):
    x = 1 << (1 << 40)
    return {}
