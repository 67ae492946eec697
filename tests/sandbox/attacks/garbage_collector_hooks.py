# any
import gc


def hook(phase, info):
    gc.collect()


def bot_main(o):
    gc.callbacks.append(hook)
    gc.set_threshold(1)
    gc.unfreeze()
    gc.collect()
    return {}
