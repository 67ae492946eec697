# raised: ?[31m?? red line 2
def bot_main(o):
    raise ValueError('\x1b[31m\u202e\ud800 red\nline 2')
    return {}
