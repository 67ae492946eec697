# any
import ast


def bot_main(o):
    return {"x": ast.dump(ast.parse("-" * 5000 + "1"))[:9]}
