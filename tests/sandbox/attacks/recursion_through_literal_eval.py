# any
import ast


def bot_main(o):
    return {"x": ast.literal_eval("(" * 199 + ")" * 199) is None}
