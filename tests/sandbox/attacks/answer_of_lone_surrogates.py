# none
import botkit.program

botkit.program.Program.tick = lambda self, text: "\ud800" * 100


def bot_main(o):
    return {}
