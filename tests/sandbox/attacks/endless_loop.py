# fuel: used more than 100,000,000 fuel in one tick: is there an endless loop?
def bot_main(o):
    while True: pass
    return {}
