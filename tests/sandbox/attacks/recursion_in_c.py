# any
def bot_main(o):
    x = []
    for _ in range(100000): x = [x]
    repr(x)
    return {}
