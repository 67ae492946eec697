# raised: EOFError
def bot_main(o):
    input()
    return {}
