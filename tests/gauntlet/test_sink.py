"""Whether a token leaves, with a sink on this machine; and without the gate it must, or nothing is shown."""

import shutil

import pytest
from gauntlet.sink import TOKEN, Sink, pointed_at, trial

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed here")


@pytest.mark.parametrize("locked", [False, True], ids=["range", "lock"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_through_the_gate_nothing_arrives(scripts: bool, locked: bool) -> None:
    found = trial(gate=True, scripts=scripts, locked=locked)
    assert (0, False) == (found.requests, found.leaked)
    assert found.installed != "3.7.2"
    assert found.code != 0


def test_without_it_the_token_arrives() -> None:
    found = trial(gate=False, scripts=True, locked=True)
    assert (0, "3.7.2", True) == (found.code, found.installed, found.leaked)


def test_without_scripts_it_is_installed_and_nothing_arrives() -> None:
    found = trial(gate=False, scripts=False, locked=True)
    assert (0, "3.7.2", 0) == (found.code, found.installed, found.requests)


def test_the_sink_knows_the_token_wherever_it_stands() -> None:
    assert Sink(got=[f"/count\nReferer: http://1/{TOKEN}\n"]).knows
    assert not Sink(got=["/raw/marker\nHost: 127.0.0.1\n"]).knows


def test_both_addresses_are_those_of_this_machine() -> None:
    texts = [
        text
        for package in pointed_at(4_000).packages
        for release in package.releases
        for text in release.files.values()
    ]
    assert any("127.0.0.1', port: 4000" in str(text) for text in texts)
    assert not any("invalid" in str(text) for text in texts)
