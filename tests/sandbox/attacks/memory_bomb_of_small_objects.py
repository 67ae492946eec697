# any
def bot_main(o):
    kept = ()
    for _ in range(4_000_000):
        kept = (kept, kept)
    return {}
