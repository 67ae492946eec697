"""Bots in other languages: parsing, compiling and calling of WebAssembly modules.

Imports `sandbox.runtime`; imported by `sandbox.instance`, and its parser by `league.bots`.
"""
