# fuel: endless loop
def bot_main(o):
    numbers = [(i * 7919) % 1_000_003 for i in range(60_000)]
    while True:
        sorted(numbers * 8)
