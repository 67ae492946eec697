# any
def bot_main(o):
    while True:
        print("x" * 100)
