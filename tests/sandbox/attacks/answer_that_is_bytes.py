# trap: the interpreter crashed
import botkit.program

botkit.program.Program.tick = lambda self, text: b"{}"


def bot_main(o):
    return {}
