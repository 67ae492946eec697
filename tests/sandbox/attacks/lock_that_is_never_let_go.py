# trap: waits forever
import threading

lock = threading.Lock()


def bot_main(o):
    lock.acquire()
    lock.acquire()
    return {}
