"""A package that its registry does not list, and that is known to be malicious."""

from pathlib import Path

import pytest

from pratique.cli import main
from pratique.core.names import Ecosystem, PackageRef
from pratique.errors import Reference, RegistryError
from pratique.gate.decision.unlisted_package import unlisted
from pratique.intake.known_bad.advised import PackageWarning
from tests.cli.advising import osv_record
from tests.gate.running import gate, project
from tests.loopback import LoopbackRegistry

FLAT = PackageRef(Ecosystem.NPM, "flat-strum")
ERROR = RegistryError(Reference.REGISTRY_NOT_FOUND, "it does not exist", hint="check the spelling")
SOME = PackageWarning("MAL-1", "= 0.1.1", every=False)
EVERY = PackageWarning("MAL-2", "every version", every=True)


def test_a_package_that_is_malicious_as_a_whole_is_refused() -> None:
    answer = unlisted(FLAT, ERROR, [SOME, EVERY])
    assert 403 == answer.status
    assert "flat-strum is blocked: MAL-2 reports every version as malicious" in (answer.reason or "")


def test_the_malicious_versions_of_another_one_are_named() -> None:
    answer = unlisted(FLAT, ERROR, [SOME])
    assert 404 == answer.status
    assert "known to be malicious: MAL-1: = 0.1.1" in (answer.reason or "")


def test_what_nobody_knows_stays_the_error_that_it_is() -> None:
    with pytest.raises(RegistryError):
        unlisted(FLAT, ERROR, [])


def test_npm_shows_why_a_package_cannot_be_had(registry: LoopbackRegistry, tmp_path: Path) -> None:
    (tmp_path / "mal.json").write_bytes(osv_record("MAL-2026-9", "flat-strum"))
    assert 0 == main(["advisories", "import", str(tmp_path / "mal.json")])

    with gate(tmp_path) as running:
        ran = running.npm("install", project=project(tmp_path, "app", **{"flat-strum": "1.0.0"}))
        assert 0 != ran.code
        assert "MAL-2026-9 reports every version as malicious" in ran.out
