# trap: waits forever
import queue


def bot_main(o):
    return {"x": queue.Queue().get()}
