"""Lines of package managers."""

import pytest

from pratique.respond.places.artifacts import Artifacts
from pratique.respond.places.install_lines import FORMS, seen_in
from pratique.respond.sighting import Contact
from tests.respond.places.log_builders import WANTED

ARTIFACTS = Artifacts(WANTED)


@pytest.mark.parametrize(
    ("line", "contact"),
    [
        ("42 info run axios@1.14.1 postinstall node_modules/axios node setup.js", Contact.EXECUTED),
        ("> axios@1.14.1 postinstall", Contact.EXECUTED),
        ("Downloading https://files.example/bad_lib-3.0.0-py3-none-any.whl (1 kB)", Contact.FETCHED),
        ("Successfully installed bad-lib-3.0.0 other-1.0", Contact.INSTALLED),
        ("Installing rest-client 1.6.13", Contact.INSTALLED),
    ],
)
def test_a_line_tells_what_happened(line: str, contact: Contact) -> None:
    (seen,) = seen_in(line, ARTIFACTS)
    assert contact is seen.contact


@pytest.mark.parametrize("line", ["", "axios@1.14.0", "axios-mock-adapter@1.14.1", "x" * 20_000])
def test_other_lines_tell_nothing(line: str) -> None:
    assert () == seen_in(line, ARTIFACTS)


def test_there_is_a_form_for_each_contact() -> None:
    assert {Contact.EXECUTED, Contact.FETCHED, Contact.INSTALLED} <= {form.contact for form in FORMS}
