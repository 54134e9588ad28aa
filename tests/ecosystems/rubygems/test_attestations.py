"""Attestations of gems."""

import pytest

from pratique.ecosystems.rubygems.attestations import attestations_url, is_attested


def test_the_address_has_the_version_and_the_platform() -> None:
    expected = "https://registry.example/api/v1/attestations/kite-1.0-x86_64-linux.json"
    assert expected == attestations_url("kite-1.0-x86_64-linux.gem", "https://registry.example/")


@pytest.mark.parametrize(
    ("answer", "attested"),
    [(b'[{"mediaType": "x"}]', True), (b"[]", False), (b"<html>", None), (b"{}", None), (b"[" * 10**5, None)],
)
def test_an_answer_that_is_no_list_is_unknown(answer: bytes, attested: bool | None) -> None:
    assert attested is is_attested(answer)
