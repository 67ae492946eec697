# raised: ValueError: xxx
def bot_main(o):
    raise ValueError('x' * 10**6)
    return {}
