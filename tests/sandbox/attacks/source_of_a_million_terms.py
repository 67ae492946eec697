# any
def bot_main(o):
    compile("+".join(["1"] * 200_000), "x", "eval")
    return {}
