"""What stands before the gate."""

import os
from pathlib import Path

import pytest

from pratique.cli import main
from pratique.cli.gate.access import (
    admission_of,
    certificate_files,
    certificate_of,
    exchange_of,
    follow,
    tokens_path,
)
from pratique.cli.run.clock import now
from pratique.config.layer import OidcSetting, TokenSystem
from pratique.config.settings import GateSettings
from pratique.errors import UsageError
from pratique.store.folder.home import Home, data_home
from pratique.store.opening import open_store
from tests.gate.tls import pki


def test_without_a_file_everybody_is_let_in_and_with_one_that_the_settings_name_nobody(
    tmp_path: Path,
) -> None:
    named = GateSettings(tokens_file=str(tmp_path / "none.json"))

    with open_store(Home(data_home(os.environ))) as store:
        assert not admission_of(GateSettings(), "ada", store.token_requirement).required
        assert admission_of(named, "ada", store.token_requirement).required


def test_a_lost_token_file_opens_no_gate_until_an_operator_says_so() -> None:
    home = Home(data_home(os.environ))

    def required() -> bool:
        """As a gate that starts or rereads its settings."""
        with open_store(home) as store:
            return admission_of(GateSettings(), "ada", store.token_requirement).required

    assert not required()
    assert 0 == main(["gate", "token", "add", "ada"])
    assert required()
    home.gate_tokens.unlink()
    assert required()
    assert 0 == main(["gate", "token", "disable"])
    assert not required()


def test_a_key_for_ci_jobs_is_made_only_where_their_issuer_is_in_the_settings() -> None:
    key = Home(data_home(os.environ)).gate_ci_key
    issuer = OidcSetting(
        system=TokenSystem.GITHUB, issuer="https://forge.example", audience="a", require={"a": ("b",)}
    )

    assert exchange_of(GateSettings(), now) is None
    assert not key.exists()
    made = exchange_of(GateSettings(oidc=(issuer,)), now)
    again = exchange_of(GateSettings(oidc=(issuer,)), now)
    assert made is not None
    assert again is not None
    assert key.read_bytes() == made.tokens.key == again.tokens.key
    assert {"https://forge.example"} == made.tokens.issuers


def test_a_path_may_begin_at_home() -> None:
    assert Path(os.environ["HOME"]) / "t.json" == tokens_path(GateSettings(tokens_file="~/t.json"))


def test_tls_needs_both_files() -> None:
    both = certificate_files(GateSettings(tls_certificate="~/c.pem", tls_key="/k.pem"))

    assert both is not None
    assert (Path(os.environ["HOME"]) / "c.pem", Path("/k.pem")) == (both.certificate, both.key)
    assert certificate_of(GateSettings()) is None
    with pytest.raises(UsageError, match=r"gate\.tls_certificate is set, but gate\.tls_key is missing"):
        certificate_files(GateSettings(tls_certificate="/c.pem"))
    with pytest.raises(UsageError, match=r"gate\.tls_key is set, but gate\.tls_certificate is missing"):
        certificate_files(GateSettings(tls_key="/k.pem"))


def test_a_running_gate_keeps_its_scheme_and_follows_its_files(tmp_path: Path) -> None:
    made, other = pki(tmp_path / "one"), pki(tmp_path / "other")
    first, second = (
        GateSettings(tls_certificate=str(one.files.certificate), tls_key=str(one.files.key))
        for one in (made, other)
    )
    certificate = certificate_of(first)
    assert certificate is not None
    before = certificate.context

    follow(certificate, second)
    follow(None, GateSettings())
    assert before is certificate.context
    with pytest.raises(UsageError, match="cannot be removed from a running gate"):
        follow(certificate, GateSettings())
    with pytest.raises(UsageError, match="cannot be added to a running gate"):
        follow(None, first)
