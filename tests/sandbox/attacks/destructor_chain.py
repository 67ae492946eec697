# any
class Node:
    def __init__(self, after):
        self.after = after


def bot_main(o):
    node = None
    for _ in range(200_000):
        node = Node(node)
    del node
    return {}
