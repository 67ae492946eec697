"""graduate flies by a network of 757 weights and biases, 41-16-5, which `botkit export` wrote.

observation.py computes what the network was trained to see, network.py what it orders, weights.py has its numbers.
"""

from network import orders
from observation import Observer


def start(match):
    global observer
    observer = Observer(match)


def bot_main(seen):
    return {"ships": {ship: orders(numbers) for ship, numbers in observer.observe(seen).items()}}
