# none
def bot_main(o):
    print("x" * 10_000_000)
    return {}
