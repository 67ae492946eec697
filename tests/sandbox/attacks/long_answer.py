# output: returned 70,008 bytes, more than 65,536
def bot_main(o):
    return {'x': 'x' * 70000}
