# any
import opcode
import types


def bot_main(o):
    code = bytes([opcode.opmap["RESUME"], 0] + [opcode.opmap["EXTENDED_ARG"], 255] * 3 + [opcode.opmap["JUMP_FORWARD"], 255])
    broken = bot_main.__code__.replace(co_code=code, co_exceptiontable=b"\xff" * 40)
    return {"x": str(types.FunctionType(broken, {})(o))}
