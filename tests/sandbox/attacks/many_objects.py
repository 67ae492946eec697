# memory: used more than 64 MB of memory (tested.py line
def bot_main(o):
    x = []
    while True: x.append(bytearray(10**6))
    return {}
