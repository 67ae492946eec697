# start: TypeError
import botkit
import botkit.output
import botkit.side

for module in (botkit, botkit.output, botkit.side):
    for name in list(vars(module)):
        if not name.startswith("__"):
            setattr(module, name, None)


def bot_main(o):
    return {}
