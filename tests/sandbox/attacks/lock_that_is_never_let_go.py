# trap: waits for what can never come
import threading

lock = threading.Lock()


def bot_main(o):
    lock.acquire()
    lock.acquire()
    return {}
