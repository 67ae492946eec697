# fuel: endless loop
def forever():
    while True:
        yield 1


def bot_main(o):
    return {"x": sum(forever())}
