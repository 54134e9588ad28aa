from dataclasses import replace
from datetime import date

import pytest

from pratique.advisories.ignores.said import Ignores
from pratique.advisories.ignores.trivyignore_yaml import parse
from pratique.core.audit import Ignore
from tests.advisories.ignores.findings import NPM, PYPI

FILE = b"""\
vulnerabilities:
  - id: CVE-2022-40897
    paths:
      - "web/package-lock.json"
      - ./**/poetry.lock
    statement: Accept the risk
  - id: CVE-2023-2650
  - id: CVE-2023-3817
    purls:
      - "pkg:npm/lodash@4.17.20"
      - pkg:deb/debian/libssl1.1
    expired_at: 2030-02-01
  - purls:
      - pkg:pypi/Flask
    paths: [poetry.lock]
misconfigurations:
  - id: AVD-DS-0001
"""


def test_vulnerabilities_are_read_by_id_file_and_package() -> None:
    told = parse(FILE, ".trivyignore.yaml")
    accepted = Ignore(ids=("CVE-2022-40897",), reason="Accept the risk", origin=".trivyignore.yaml:2")
    assert (
        replace(accepted, path="web/package-lock.json"),
        replace(accepted, path="**/poetry.lock"),
        Ignore(ids=("CVE-2023-2650",), origin=".trivyignore.yaml:7"),
        Ignore(
            ids=("CVE-2023-3817",),
            ecosystem=NPM,
            package="lodash",
            versions="=4.17.20",
            expires=date(2030, 1, 31),
            origin=".trivyignore.yaml:8",
        ),
        Ignore(ecosystem=PYPI, package="flask", path="poetry.lock", origin=".trivyignore.yaml:14"),
    ) == told.ignores
    assert () == told.unread


def test_packages_that_are_never_looked_up_are_passed_over() -> None:
    data = b"vulnerabilities:\n  - id: CVE-1\n    purls: ['pkg:deb/debian/libssl1.1']\n"
    assert Ignores() == parse(data, "f")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"vulnerabilities:\n  - statement: all\n", "the entry would ignore all findings"),
        (b"vulnerabilities:\n  - paths: ['**']\n", "the entry would ignore all findings"),
        (
            b"vulnerabilities:\n  - id: CVE-1\n    paths: ['{a,b}/x']\n",
            "the only supported wildcard in paths is the asterisk",
        ),
        (b"vulnerabilities:\n  - id: CVE-1\n    purls: [lodash]\n", "the package URL is not valid"),
        (b"vulnerabilities:\n  - id: CVE-1\n    expired_at: soon\n", "no date: 'soon'"),
        (b"vulnerabilities:\n  - CVE-1\n", "an entry of vulnerabilities is not a mapping"),
        (b"vulnerabilities: CVE-1\n", "the value of vulnerabilities is not a list"),
    ],
)
def test_what_cannot_be_used_is_told(data: bytes, why: str) -> None:
    told = parse(data, "f")
    assert () == told.ignores
    [problem] = told.unread
    assert why in problem
