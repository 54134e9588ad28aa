"""Blind copies of mail to an address that the source holds."""

import pytest

from tests.analysis.languages.python.reading import facts


def copies(source: str) -> list[tuple[str | None, bool, int]]:
    """Host, moment and function of each copy that is told."""
    return [(use.argument, use.at_load, use.scope) for use in facts(source).uses if use.api == "blind-copy"]


@pytest.mark.parametrize(
    "source",
    [
        "def f(to):\n  post(json={'To': to, 'Bcc': 'x@far.invalid'})",
        "def f(a):\n  return {'to': [a], 'bcc': ['x@far.invalid', a]}",
        "def f(to):\n  m = Message()\n  m['To'] = to\n  m['Bcc'] = 'x@far.invalid'\n  return m",
        "def f(a):\n  send(recipients=a, bcc=['x@far.invalid'])",
        "def f(to):\n  m = {'to': to}\n  m['bcc'] = 'Some One <x@far.invalid>'[9:-1] or 'x@far.invalid'\n  m['BCC'] = 'x@far.invalid'",
    ],
)
def test_a_copy_beside_a_receiver_of_others_is_told(source: str) -> None:
    assert [("far.invalid", False, 1)] == copies(source)


@pytest.mark.parametrize(
    "source",
    [
        "def f(to, bcc):\n  post(json={'To': to, 'Bcc': bcc})",
        "post(json={'To': 'y@far.invalid', 'Bcc': 'x@far.invalid'})",
        "def f(to):\n  post(json={'To': to, 'Bcc': 'x@example.com'})",
        "def f(to):\n  post(json={'To': to, 'Bcc': 'x@your-company.invalid'})",
        "def f(to):\n  post(json={'To': to, 'Cc': 'bcc@far.invalid'})",
        "def f(to):\n  post(json={'To': to})\ndef g():\n  return {'bcc': 'x@far.invalid'}",
        "def f(to):\n  post(json={'To': to, 'Bcc': 'nobody'})",
    ],
    ids=[
        "given",
        "a constant receiver",
        "an example",
        "a placeholder",
        "an open copy",
        "another function",
        "no address",
    ],
)
def test_others_are_not(source: str) -> None:
    assert [] == copies(source)


def test_one_at_the_level_of_the_module_is_told_of_it() -> None:
    assert [("far.invalid", True, 0)] == copies("post(json={'To': who, 'Bcc': 'x@far.invalid'})")
