"""Faults as values."""

from __future__ import annotations

import pickle

import pytest

from sandbox import Fault, LimitExceeded, Limits, fault


def test_it_is_cleaned_and_capped():
    fault = Fault("raised", "a\x1b\nb" + "x" * 400, "line 1\nline\x00 2" + "x" * 5000)
    assert fault.message.startswith("a? bxxx") and len(fault.message) == 300
    assert fault.detail.startswith("line 1\nline? 2xxx") and len(fault.detail) == 4000


def test_it_goes_from_process_to_process():
    fault = pickle.loads(pickle.dumps(Fault("trap", "message", "detail")))
    assert (fault.kind, fault.message, fault.detail, str(fault)) == ("trap", "message", "detail", "trap: message")


@pytest.mark.parametrize("kind", LimitExceeded.__subclasses__())
def test_a_passed_limit_goes_from_process_to_process_with_its_name(kind):
    passed = kind("tick_fuel", "message\x1b", "detail")
    again = pickle.loads(pickle.dumps(passed))
    assert type(again) is kind and isinstance(again, Fault)
    assert (again.kind, again.limit, again.message, again.detail) == (kind.KIND, "tick_fuel", "message?", "detail")
    assert Fault("trap", "message").limit is None


def test_every_limit_has_an_error_that_names_it():
    words = (fault.__doc__ or "").replace(",", " ").split()
    assert [name for name in Limits().as_dict() if name not in words] == []
