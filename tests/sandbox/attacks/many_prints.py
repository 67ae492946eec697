# fuel: in the end printing: print less per tick


def bot_main(observation):
    for number in range(100_000):
        print("hello", number, "world")
    return {}
