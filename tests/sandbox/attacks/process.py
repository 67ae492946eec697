# raised: No module named 'subprocess'
def bot_main(o):
    import subprocess
    return {}
