# trap: the interpreter crashed
import botkit.runner

botkit.runner.BotRunner.tick = lambda self, text: b"{}"


def bot_main(o):
    return {}
