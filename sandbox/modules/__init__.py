"""Bots in other languages: WebAssembly modules, parsed, compiled and called.

Imports `sandbox.runtime`; imported by `sandbox.instance`, and its parser by `league.bots`.
"""
