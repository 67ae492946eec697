# raised: RecursionError
def bot_main(o):
    def f(): return f() + 1
    f()
    return {}
