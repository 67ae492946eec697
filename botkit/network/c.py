"""A network as a bot in C: its sources, as text."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files as resources
from textwrap import wrap

from botkit.network.fields import FIELDS
from botkit.network.network import Network

EXPORTS = ("sc_alloc", "sc_start", "sc_tick")
_TEMPLATE = ("network.c", "observation.h", "json.h")


def sources_of(network: Network) -> dict[str, str]:
    """Return the sources of a WebAssembly module that acts as the network does, by their names."""
    template = resources("botkit.network") / "template"
    files = {file: (template / file).read_text(encoding="utf-8") for file in _TEMPLATE}
    return files | {"weights.h": "\n".join(_weights(network)) + "\n"}


def _weights(network: Network) -> Iterable[str]:
    """Yield the lines of weights.h."""
    yield "/* The numbers of the network. */"
    tanh, discrete = int(network.activation == "tanh"), int(network.actions == "multidiscrete")
    yield f"enum {{ INPUTS = {network.size}, LAYERS = {len(network.layers)}, WIDEST = {max(network.widths)} }};"
    yield f"enum {{ TANH = {tanh}, DISCRETE = {discrete} }};"
    yield f"enum {{ {', '.join(map(str.upper, FIELDS))} }};"
    blocks = [f"{{{name.upper()}, {rows}, {len(fields)}}}" for name, (rows, fields) in network.inputs.items()]
    yield f"static const struct {{ int block, rows, width; }} blocks[] = {{{', '.join(blocks)}}};"
    for number, layer in enumerate(network.layers):
        yield from _array(f"static const short weights_{number}[]", layer.weight.reshape(-1).tolist())
        yield from _array(f"static const long long biases_{number}[]", layer.bias.tolist())
    yield "struct layer { int inputs, outputs, shift; const short *weights; const long long *biases; };"
    yield "static const struct layer layers[] = {"
    for number, layer in enumerate(network.layers):
        outputs, inputs = layer.weight.shape
        yield f"    {{{inputs}, {outputs}, {layer.shift}, weights_{number}, biases_{number}}},"
    yield "};"


def _array(declaration: str, numbers: Iterable[int]) -> Iterable[str]:
    yield f"{declaration} = {{"
    yield from (f"    {line}" for line in wrap(", ".join(map(str, numbers)), 110))
    yield "};"
