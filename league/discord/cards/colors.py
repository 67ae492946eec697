"""Accent colours of cards."""

GOOD, BAD, NEWS, BUSY = 0x2FC796, 0xE86A33, 0x56B4E9, 0x8EA4F5
