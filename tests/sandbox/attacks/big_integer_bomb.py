# fuel: in the end computing with integers
def bot_main(o):
    return {"x": (7**2_000_000) % 10}
