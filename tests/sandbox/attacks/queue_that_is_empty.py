# trap: waits for what can never come
import queue


def bot_main(o):
    return {"x": queue.Queue().get()}
