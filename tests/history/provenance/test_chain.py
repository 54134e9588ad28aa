"""From the certificate of a signer to an authority, and the log of certificates."""

import json
from datetime import timedelta
from typing import Any

import pytest

from pratique.core.provenance import Outcome, StepName
from pratique.history.provenance.certificate import load_certificate
from pratique.history.provenance.chain import certificate_steps
from pratique.history.provenance.trust import TrustRoot, read_trust_root
from tests.history.provenance.holding import OTHER, ROOT, WORLD
from tests.signing import SIGNED_AT, Sigstore, make_key

KEY = make_key()


def steps(
    world: Sigstore = WORLD, root: TrustRoot | None = ROOT, times: Any = (SIGNED_AT,), **options: Any
) -> Any:
    found = certificate_steps(load_certificate(world.certificate(KEY, **options)), root, times)
    return {step.name: step for step in found}


def test_the_path_and_the_log_are_verified() -> None:
    found = steps()

    assert [Outcome.VERIFIED] * 2 == [step.outcome for step in found.values()]
    assert "https://authority.sigstore.example" in found[StepName.CERTIFICATE].text
    assert "https://certificates.sigstore.example" in found[StepName.CERTIFICATE_LOG].text


def test_every_time_must_lie_in_its_span() -> None:
    found = steps(times=(SIGNED_AT, SIGNED_AT + timedelta(hours=1)))

    assert Outcome.REFUSED is found[StepName.CERTIFICATE].outcome


@pytest.mark.parametrize(("root", "times"), [(None, (SIGNED_AT,)), (ROOT, ())], ids=["no-root", "no-time"])
def test_without_a_trust_root_or_a_time_nothing_is_verified(root: TrustRoot | None, times: Any) -> None:
    assert [Outcome.NOT_VERIFIED] * 2 == [step.outcome for step in steps(root=root, times=times).values()]


def test_a_signer_of_another_authority_is_refused() -> None:
    assert Outcome.REFUSED is steps(OTHER)[StepName.CERTIFICATE].outcome


def test_the_second_authority_of_a_trust_root_counts_too() -> None:
    both = read_trust_root(OTHER.trust_root_bytes() + b"\n" + WORLD.trust_root_bytes())

    assert Outcome.VERIFIED is steps(root=both)[StepName.CERTIFICATE].outcome


def test_a_chain_without_its_root_leads_nowhere() -> None:
    root = WORLD.trust_root()
    chain = root["certificateAuthorities"][0]["certChain"]["certificates"]
    del chain[0]

    assert (
        Outcome.REFUSED
        is steps(root=read_trust_root(json.dumps(root).encode()))[StepName.CERTIFICATE].outcome
    )


def test_a_damaged_authority_says_so() -> None:
    root = WORLD.trust_root()
    root["certificateAuthorities"][0]["certChain"]["certificates"][1]["rawBytes"] = "AAAA"
    found = steps(root=read_trust_root(json.dumps(root).encode()))

    assert "the trust root: a certificate cannot be read" in found[StepName.CERTIFICATE].text


def test_without_logs_of_certificates_in_the_trust_root_the_log_is_not_verified() -> None:
    found = steps(root=read_trust_root(WORLD.trust_root_bytes(ctlogs=[])))

    assert Outcome.NOT_VERIFIED is found[StepName.CERTIFICATE_LOG].outcome


def test_another_key_under_the_id_of_a_log_is_refused() -> None:
    root = WORLD.trust_root()
    root["ctlogs"][0]["publicKey"] = OTHER.trust_root()["ctlogs"][0]["publicKey"]
    found = steps(root=read_trust_root(json.dumps(root).encode()))

    assert (
        "the signature of https://certificates.sigstore.example over the certificate is invalid"
        == found[StepName.CERTIFICATE_LOG].text
    )


def test_a_damaged_key_of_a_log_is_not_verified() -> None:
    root = WORLD.trust_root()
    root["ctlogs"][0]["publicKey"]["rawBytes"] = "AAAA"
    found = steps(root=read_trust_root(json.dumps(root).encode()))

    assert Outcome.NOT_VERIFIED is found[StepName.CERTIFICATE_LOG].outcome
    assert "the trust root: a public key cannot be read" in found[StepName.CERTIFICATE_LOG].text
