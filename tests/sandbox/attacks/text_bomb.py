# any
def bot_main(o):
    text = "x" * 30_000_000
    return {"x": text.replace("x", "yy").count("y")}
