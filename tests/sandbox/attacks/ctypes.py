# raised: No module named 'ctypes'
def bot_main(o):
    import ctypes
    return {}
