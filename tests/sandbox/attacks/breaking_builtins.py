# trap: the interpreter crashed
import builtins


def bot_main(o):
    for name in list(vars(builtins)):
        setattr(builtins, name, None)
    return {}
