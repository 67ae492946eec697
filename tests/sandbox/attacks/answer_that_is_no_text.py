# raised: AttributeError
import botkit.runner

botkit.runner.BotRunner.tick = lambda self, text: 5


def bot_main(o):
    return {}
