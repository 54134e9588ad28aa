"""The table of known programs."""

from pratique.analysis.installing.programs import (
    BUILDERS,
    MODULES,
    PROGRAMS,
    PYTHON_MODULES,
    RUBY_MODULES,
    SYSTEM,
)
from pratique.core.install_script import OWN_WORK, Effect


def test_every_program_of_a_package_names_its_providers_and_what_it_does() -> None:
    assert not [name for name, known in PROGRAMS.items() if not known.providers or not known.does]


def test_what_downloads_is_never_own_work() -> None:
    tables = (PROGRAMS, SYSTEM, MODULES, PYTHON_MODULES, RUBY_MODULES, BUILDERS)
    loud = [known for table in tables for known in table.values() if "download" in known.does]
    assert loud
    assert not [known for known in loud if known.effect in OWN_WORK]


def test_a_name_is_put_into_the_words() -> None:
    assert "downloads with axios" == MODULES["axios"].words_of("axios")
    assert Effect.BUILDS is PROGRAMS["node-gyp"].effect
