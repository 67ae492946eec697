# raised: can't start new thread
def bot_main(o):
    import threading
    threading.Thread(target=print).start()
    return {}
