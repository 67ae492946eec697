# fuel
def fork(n):
    return fork(n - 1) + fork(n - 1) if n else 1


def bot_main(o):
    return {"x": fork(60)}
