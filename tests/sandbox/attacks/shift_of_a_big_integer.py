# any
def bot_main(o):
    return {"x": (1 << (1 << 62)) & 1}
