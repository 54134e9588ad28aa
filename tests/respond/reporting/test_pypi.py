import hashlib
from dataclasses import replace

from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.reporting.pypi import api_path, inspector_path, observation
from tests.respond.reporting.samples import CASE

PYPI = replace(CASE, package=PackageRef(Ecosystem.PYPI, "sample"), versions=("1.0.0",))


def test_the_path_in_the_inspector_has_the_digest_of_the_file() -> None:
    digest = hashlib.blake2b(b"x", digest_size=32).hexdigest()
    assert (
        f"/project/sample/1.0.0/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/s-1.0.0.tar.gz/s/a.py"
        == inspector_path(PYPI, b"x", "s-1.0.0.tar.gz", "s/a.py")
    )


def test_without_the_bytes_the_path_is_that_of_the_release() -> None:
    assert "/project/sample/1.0.0/" == inspector_path(PYPI)


def test_hostile_names_are_quoted() -> None:
    path = inspector_path(replace(PYPI, versions=("../x?",)), b"x", "a/b#c", "d?e")
    assert not {"..", "?", "#"} & {*path.split("/"), *path}


def test_an_observation_is_of_malware_and_not_too_long() -> None:
    made = observation(replace(PYPI, because="x" * 9_000), "https://inspector.registry.example/project/")
    assert ("is_malware", 2_000) == (made["kind"], len(str(made["summary"])))
    assert "/danger-api/projects/sample/observations" == api_path(PYPI)
