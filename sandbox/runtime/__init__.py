"""The host around a guest: wasmtime, WASI, calls, budgets and the cache of compiled code.

Imported by the modules of `sandbox` above it; code outside `sandbox` needs only `Guest`.
"""
