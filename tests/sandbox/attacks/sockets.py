# trap: called a system function that the sandbox lacks
def bot_main(o):
    import _socket

    return {"x": str(_socket.socket())}
