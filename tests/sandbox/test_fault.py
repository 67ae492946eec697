"""A fault as a value."""

from __future__ import annotations

import pickle

from sandbox import Fault


def test_it_is_cleaned_and_capped():
    fault = Fault("raised", "a\x1b\nb" + "x" * 400, "line 1\nline\x00 2" + "x" * 5000)
    assert fault.message.startswith("a? bxxx") and len(fault.message) == 300
    assert fault.detail.startswith("line 1\nline? 2xxx") and len(fault.detail) == 4000


def test_it_goes_from_process_to_process():
    fault = pickle.loads(pickle.dumps(Fault("trap", "message", "detail")))
    assert (fault.kind, fault.message, fault.detail, str(fault)) == ("trap", "message", "detail", "trap: message")
