# memory: used more than 64 MB of memory (tested.py line
def bot_main(o):
    x = bytearray(10**9)
    return {}
