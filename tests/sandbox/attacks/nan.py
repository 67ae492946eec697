# raised: bot_main returned what JSON cannot hold: Out of range float values
def bot_main(o):
    return {'x': float('nan')}
