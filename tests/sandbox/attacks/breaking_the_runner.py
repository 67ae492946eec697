# start: the interpreter crashed
import botkit.runner as runner

for name in list(vars(runner)):
    if not name.startswith("__"):
        setattr(runner, name, None)


def bot_main(o):
    return {}
