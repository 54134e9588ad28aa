"""Bytes that changed under one name and version."""

from pratique.analysis.rules.changed_bytes import Bytes, changed_bytes
from pratique.core.evidence import ByteCheck
from pratique.core.names import Digest

GOT = Digest("sha256", "a" * 64)


def test_each_party_that_disagrees_is_named() -> None:
    check = ByteCheck(
        got=(GOT,), expected=(Digest("sha256", "b" * 64),), mismatches=("the lockfile names other bytes",)
    )
    (finding,) = changed_bytes.check(Bytes("a-1.tgz", check))
    assert "the lockfile names other bytes" == finding.message
    assert str(GOT) == finding.evidence


def test_agreement_stays_quiet() -> None:
    assert [] == list(changed_bytes.check(Bytes("a-1.tgz", ByteCheck(got=(GOT,), expected=(GOT,)))))
