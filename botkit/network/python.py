"""A network as a bot in plain Python: its files, as text."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files as resources
from textwrap import wrap

from botkit.network.layer import Layer
from botkit.network.network import Network

_TEMPLATE = ("main.py", "network.py", "observation.py")
_WEIGHTS = '''"""The numbers of the network, which network.py explains."""

ACTIONS = "{network.actions}"
ACTIVATION = "{network.activation}"
# The blocks of what it sees: name, rows, numbers in each.
INPUTS = [
{inputs}]
# Of each layer: the binary places of weights, the biases, and the weights by input, int16, little-endian, in base64.
LAYERS = [
{layers}]
'''


def bot_of(network: Network, name: str) -> dict[str, str]:
    """Return the files of a folder bot that acts as the network does, by their names."""
    template = resources("botkit.network") / "template"
    files = {file: (template / file).read_text(encoding="utf-8") for file in _TEMPLATE}
    described = {"name": name, "parameters": f"{network.parameters:,}", "widths": "-".join(map(str, network.widths))}
    for key, value in described.items():
        files["main.py"] = files["main.py"].replace(f"<{key}>", value)
    inputs = "".join(f"    ({name!r}, {rows}, {len(fields)}),\n" for name, (rows, fields) in network.inputs.items())
    layers = "".join("".join(_layer(layer)) for layer in network.layers)
    return files | {"weights.py": _WEIGHTS.format(network=network, inputs=inputs.replace("'", '"'), layers=layers)}


def _layer(layer: Layer) -> Iterator[str]:
    """Yield the lines of a layer."""
    biases, weights = ", ".join(map(str, layer.bias.tolist())), layer.weight.T.astype("<i2").tobytes()
    yield f"    (\n        {layer.shift},\n        [\n"
    yield from (f"            {line}\n" for line in wrap(f"{biases},", 100))
    yield '        ],\n        """\n'
    yield from (f"{line}\n" for line in wrap(b64encode(weights).decode(), 120))
    yield '""",\n    ),\n'
