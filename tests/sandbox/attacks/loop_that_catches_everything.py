# fuel: endless loop
def bot_main(o):
    while True:
        try:
            while True: pass
        except BaseException: pass
    return {}
