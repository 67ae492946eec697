# trap: called a system function that the sandbox lacks
def bot_main(o):
    import select
    select.select([0], [1], [], 1)
    return {}
