# raised: Error
def bot_main(o):
    open('x', 'w').write('x')
    return {}
