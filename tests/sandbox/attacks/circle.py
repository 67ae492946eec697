# raised: ValueError
def bot_main(o):
    x = {}
    x['x'] = x
    return x
