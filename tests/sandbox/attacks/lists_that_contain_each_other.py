# any
def bot_main(o):
    deep = []
    for _ in range(300_000):
        deep = [deep]
    return {"x": deep}
