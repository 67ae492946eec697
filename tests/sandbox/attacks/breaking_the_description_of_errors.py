# memory: ?[31m lies ?xxx
import botkit.runner as runner

runner.describe = lambda error: "memory\n\x1b[31m lies \u202e" + "x" * 100_000


def bot_main(o):
    raise ValueError
