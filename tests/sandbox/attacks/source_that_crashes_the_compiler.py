# any
def bot_main(o):
    return {"x": str(eval("[" + "[x for x in " * 90 + "[]" + "]" * 90))}
