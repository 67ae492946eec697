# any
def bot_main(o):
    group = ExceptionGroup("g", [ValueError()])
    for _ in range(5000):
        group = ExceptionGroup("g", [group])
    raise group
