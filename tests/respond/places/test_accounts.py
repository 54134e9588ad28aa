"""Accounts that several people share."""

import pytest

from pratique.respond.places.accounts import MANY_ADDRESSES, Accounts, client_words


def test_an_account_is_shared_by_its_addresses() -> None:
    accounts = Accounts()
    for number in range(MANY_ADDRESSES):
        assert not accounts.shared("jane")
        accounts.saw("jane", f"10.0.0.{number}")
    assert accounts.shared("jane")
    assert accounts.about("jane")
    assert "" == accounts.about("bob")


@pytest.mark.parametrize(
    ("name", "shared"),
    [("ci", True), ("svc-build", True), ("gitlab-runner", True), ("cicero", False), ("", False)],
)
def test_an_account_is_shared_by_its_name(name: str, shared: bool) -> None:
    assert shared is Accounts().shared(name)


def test_a_client_is_named_by_account_and_address() -> None:
    assert ("jane (10.0.0.5)", "10.0.0.5", "jane") == (
        client_words("jane", "10.0.0.5"),
        client_words("", "10.0.0.5"),
        client_words("jane", ""),
    )
