"""Scenes for testing bots: `from botkit.tools.scene import Scene`.

Imports `systems`, and of the league only what finds and asks a bot; imported by tests of bots, most through the fixture
`scene` of pytest.
"""

from botkit.tools.scene.scene import Scene as Scene
from botkit.tools.scene.states import ShipState as ShipState
from botkit.tools.scene.states import ShotState as ShotState
