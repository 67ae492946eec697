"""Verification of logs: simulates matches again, and runs their programs again where available."""
