# raised: ValueError
def bot_main(o):
    return {'x': float('nan')}
