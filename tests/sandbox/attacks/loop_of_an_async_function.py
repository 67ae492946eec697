# fuel: endless loop
async def forever():
    while True:
        pass


def bot_main(o):
    forever().send(None)
    return {}
