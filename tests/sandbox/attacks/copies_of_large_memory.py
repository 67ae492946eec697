# any
def bot_main(o):
    block = bytearray(20 << 20)
    while True:
        block[:] = block[::-1]
