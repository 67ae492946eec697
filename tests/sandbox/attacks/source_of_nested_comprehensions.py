# any
def bot_main(o):
    compile("[" * 100 + "a for a in b" + "]" * 100, "x", "exec")
    compile("(lambda: " * 90 + "0" + ")" * 90, "x", "exec")
    compile("if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 99)) + " " * 99 + "pass", "x", "exec")
    return {}
