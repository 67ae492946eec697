"""Networks that fly ships: policies in integer arithmetic, which act alike in numpy, in a bot's Python and in C.

Needs the standard library and numpy. `botkit.gym` trains them and plays with them, `botkit export` makes bots of them.
See docs/learning.md.
"""

from __future__ import annotations

from botkit.network.layer import Layer
from botkit.network.network import Network

__all__ = ["Layer", "Network"]
