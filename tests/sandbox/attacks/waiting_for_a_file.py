# trap: asked the system for what is not in the sandbox
def bot_main(o):
    import select
    select.select([0], [1], [], 1)
    return {}
