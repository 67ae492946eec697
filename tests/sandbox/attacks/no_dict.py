# raised: bot_main returned 5
def bot_main(o):
    return 5
