# trap: asked the system for what is not in the sandbox
def bot_main(o):
    import _socket

    return {"x": str(_socket.socket())}
