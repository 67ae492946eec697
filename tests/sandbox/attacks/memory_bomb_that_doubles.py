# any
def bot_main(o):
    text = "x"
    while True:
        text += text
