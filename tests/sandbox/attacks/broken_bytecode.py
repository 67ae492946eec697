# any
import types


def bot_main(o):
    code = bot_main.__code__
    broken = code.replace(co_code=bytes([100, 200, 83, 0] * 50), co_consts=(), co_names=(), co_stacksize=0)
    return {"x": str(types.FunctionType(broken, {})(o))}
