# start: TypeError
import botkit
import botkit.output
import botkit.runner
import botkit.side
import botkit.state

for module in (botkit, botkit.output, botkit.side, botkit.state):
    for name in list(vars(module)):
        if not name.startswith("__"):
            setattr(module, name, None)


def bot_main(o):
    return {}
