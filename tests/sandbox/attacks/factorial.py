# fuel: in the end computing with integers
import math


def bot_main(o):
    return {"x": math.factorial(10**6) & 1}
