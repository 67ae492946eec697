# fuel: endless loop
def bot_main(o):
    try:
        return {}
    finally:
        while True:
            pass
