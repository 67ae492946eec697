# raised: AttributeError
import botkit.program

botkit.program.Program.tick = lambda self, text: 5


def bot_main(o):
    return {}
