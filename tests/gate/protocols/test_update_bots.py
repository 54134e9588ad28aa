"""Who is an update bot, and that it sees no refused version in any of the three protocols."""

import json

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.gate.protocols.interface import Ask, Face, ListingWanted, Mark, Order
from pratique.gate.protocols.npm.protocol import NPM
from pratique.gate.protocols.pypi.protocol import PYPI
from pratique.gate.protocols.rubygems.protocol import GEMS
from pratique.gate.protocols.update_bots import is_update_bot
from tests.loopback import (
    GemPackage,
    NpmPackage,
    NpmRelease,
    PypiProject,
    gem_face,
    gem_file,
    npm_face,
    pypi_face,
    wheel_file,
)

BASE = "https://gate.example/"
RENOVATE = "Renovate/43.288.0 (https://forge.example/renovate)"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (RENOVATE, True),
        ("dependabot-core/0.350.0 excon/1.2.5 ruby/3.4.5 (x86_64-linux)", True),
        ("npm/11.19.1 node/v20 renovate/1", False),
        ("bundler/2.7.2", False),
        ("", False),
    ],
)
def test_a_bot_is_known_by_the_beginning_of_its_user_agent(agent: str, expected: bool) -> None:
    assert expected is is_update_bot({"user-agent": agent})


def npm_body() -> bytes:
    releases = (NpmRelease(version="1.0.0"), NpmRelease(version="1.1.0"), NpmRelease(version="2.0.0"))
    package = NpmPackage(name="kite", releases=releases)
    return json.dumps(npm_face.packument(package, BASE, mirror=False)).encode()


def pypi_body() -> bytes:
    files = tuple(wheel_file("kite", version) for version in ("1.0.0", "1.1.0", "2.0.0"))
    return pypi_face.json_page(PypiProject(name="kite", files=files), "kite", BASE, mirror=False)


def gem_body() -> bytes:
    files = tuple(gem_file("kite", version) for version in ("1.0.0", "1.1.0", "2.0.0"))
    return gem_face.info(GemPackage(name="kite", files=files), mirror=False)


FACES = [
    pytest.param(NPM, "kite", npm_body(), "kite-{}.tgz", id="npm"),
    pytest.param(PYPI, "kite/", pypi_body(), "kite-{}-py3-none-any.whl", id="pypi"),
    pytest.param(GEMS, "info/kite", gem_body(), "kite-{}.gem", id="rubygems"),
]


@pytest.mark.parametrize(("face", "path", "body", "filename"), FACES)
def test_a_bot_sees_what_is_let_in_and_an_installer_sees_the_reason_too(
    face: Face, path: str, body: bytes, filename: str
) -> None:
    ecosystem: Ecosystem = face.ecosystem
    # The first is in use and blocked, the last is in cooldown: the one that is let in remains.
    marks = {
        filename.format(version): Mark(version=version, words=f"{version} is refused", action=action)
        for version, action in (("1.0.0", Action.BLOCK), ("2.0.0", Action.HOLD))
    }

    def served(agent: str) -> str:
        headers = {"user-agent": agent}
        wanted = face.read(Ask(method="GET", path=path, query="", headers=headers, base=BASE))
        assert isinstance(wanted, ListingWanted)
        order = Order(
            package=PackageRef(ecosystem, "kite"), marks=marks, variant=wanted.variant, base=f"{BASE}x/"
        )
        return face.serve(body, order).body.decode()

    def listed(page: str) -> list[str]:
        if face is NPM:
            return list(json.loads(page)["versions"])
        lines = [line for line in page.splitlines() if "left out" not in line]
        return [one for one in ("1.0.0", "1.1.0", "2.0.0") if any(_names(line, one) for line in lines)]

    assert ["1.1.0"] == listed(served(RENOVATE))
    assert ["1.0.0", "1.1.0", "2.0.0"] == listed(served("other/1"))


def _names(line: str, version: str) -> bool:
    return line.startswith((f"{version} ", "<a ")) and version in line
