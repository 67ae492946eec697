# raised: bot_main returned what JSON cannot hold: Circular reference detected
def bot_main(o):
    x = {}
    x['x'] = x
    return x
