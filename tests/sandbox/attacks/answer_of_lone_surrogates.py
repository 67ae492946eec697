# none
import botkit.runner

botkit.runner.BotRunner.tick = lambda self, text: "\ud800" * 100


def bot_main(o):
    return {}
