# raised: bot_main returned what JSON cannot hold: Out of range float values are not JSON compliant
def bot_main(o):
    return {"ships": {"0": {"thrust": [float("nan")]}}}
