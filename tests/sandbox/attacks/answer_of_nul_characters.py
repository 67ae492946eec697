# none
import botkit.program

botkit.program.Program.tick = lambda self, text: "\0" * 100


def bot_main(o):
    return {}
