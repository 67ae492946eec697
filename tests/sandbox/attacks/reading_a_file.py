# raised: FileNotFoundError
def bot_main(o):
    open('/etc/passwd').read()
    return {}
