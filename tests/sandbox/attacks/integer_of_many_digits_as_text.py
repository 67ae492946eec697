# raised: ValueError: Exceeds the limit (4300 digits)
def bot_main(o):
    return {"x": str(10**9999)}
