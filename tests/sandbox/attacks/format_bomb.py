# memory: used more than 64 MB of memory (tested.py line 3)
def bot_main(o):
    return {"x": f"{1:>1000000000}"}
