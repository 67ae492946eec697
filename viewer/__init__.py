"""Reads logs, simulates them again, and shows them: in a window, as pictures, as text."""
