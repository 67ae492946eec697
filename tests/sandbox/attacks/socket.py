# raised: No module named 'socket'
def bot_main(o):
    import socket
    return {}
