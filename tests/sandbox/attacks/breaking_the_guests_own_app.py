# start: the interpreter crashed
import sys

for name in ("guest_app", "wit_world", "componentize_py_types", "__main__"):
    module = sys.modules.get(name)
    for key in list(vars(module or object)):
        try:
            setattr(module, key, None)
        except Exception:
            pass


def bot_main(o):
    return {}
