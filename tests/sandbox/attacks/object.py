# raised: TypeError
def bot_main(o):
    return {'x': object()}
