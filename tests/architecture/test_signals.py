"""Every signal of history is in SIGNALS, under the id that its file name says, and its page has its headings."""

import ast

from tests.architecture.source import Module, modules
from tests.architecture.test_rules import HEADINGS


def signal_modules() -> list[Module]:
    return [
        module
        for module in modules()
        if module.name.startswith("history/signals/") and module.stem != "__init__"
    ]


def test_there_are_signals() -> None:
    assert signal_modules()


def test_the_signals_are_those_of_the_files() -> None:
    from pratique.history.signals import SIGNALS  # noqa: PLC0415 - the other tests here stand without it

    assert sorted(module.stem.replace("_", "-") for module in signal_modules()) == [
        rule.id for rule in SIGNALS
    ]


def test_the_page_of_every_signal_has_its_headings_in_order() -> None:
    for module in signal_modules():
        page = ast.get_docstring(module.tree) or ""
        places = [page.find(heading) for heading in HEADINGS]

        assert places == sorted(places), module.name
        assert -1 not in places, module.name
