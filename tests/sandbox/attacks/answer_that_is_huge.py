# any
def bot_main(o):
    return {"x": ["y" * 1000] * 40_000}
