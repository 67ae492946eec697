# any
def bot_main(o):
    return {"x": len(dict.fromkeys(range(10**9)))}
