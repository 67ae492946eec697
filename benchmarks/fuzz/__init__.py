"""Fuzzing of everything that parses untrusted bytes: `make fuzz`, or `python -m benchmarks.fuzz TARGET --seconds N`.

`targets.py` holds a target for each parser, `corpus/` their seed inputs, which `seeds.py` makes from real outputs.
`tests/benchmarks/fuzz` runs each target over its seeds and a few mutations of them.
"""
