# any
def bot_main(o):
    error = ValueError()
    while True:
        try:
            raise error
        except ValueError as caught:
            error = KeyError()
            error.__context__ = caught
