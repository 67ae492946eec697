# any
import copy


def bot_main(o):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return {"x": len(copy.deepcopy(deep))}
