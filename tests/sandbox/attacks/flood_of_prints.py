# fuel: in the end printing: print less per tick
def bot_main(o):
    while True:
        print("x" * 100)
