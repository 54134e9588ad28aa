"""What the RubyGems face reads and writes."""

import json

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.core.policy import Action
from pratique.gate.protocols.interface import (
    Answer,
    Ask,
    IndexListingWanted,
    ListingWanted,
    Mark,
    NamedFileWanted,
    Order,
)
from pratique.gate.protocols.rubygems.gemspec import quick_spec
from pratique.gate.protocols.rubygems.listing import digests_told
from pratique.gate.protocols.rubygems.protocol import GEMS

KITE = PackageRef(Ecosystem.RUBYGEMS, "kite")
PAGE = b"---\n1.0 |checksum:" + b"a" * 64 + b"\n"


def asked(path: str, method: str = "GET") -> Ask:
    return Ask(method=method, path=path, query="", headers={}, base="http://gate.example/gems/")


def test_pages_lists_and_files_are_told_apart() -> None:
    gem, quick = (
        GEMS.read(asked(path)) for path in ("gems/kite-1.0.gem", "quick/Marshal.4.8/kite-1.0.gemspec.rz")
    )

    assert ListingWanted(KITE, "info") == GEMS.read(asked("info/kite", "HEAD"))
    assert IndexListingWanted("versions") == GEMS.read(asked("versions"))
    assert isinstance(gem, NamedFileWanted)
    assert isinstance(quick, NamedFileWanted)
    assert (None, quick_spec) == (gem.make, quick.make)
    assert gem.readings == quick.readings


@pytest.mark.parametrize(
    ("path", "method", "status", "words"),
    [
        pytest.param("", "HEAD", 200, None, id="root"),
        pytest.param("api/v1/dependencies", "GET", 404, "the gate does not serve api", id="api"),
        pytest.param("api/v1/gems", "POST", 403, "this gate does not accept POST", id="push"),
    ],
)
def test_what_it_can_tell_itself(path: str, method: str, status: int, words: str | None) -> None:
    answer = GEMS.read(asked(path, method))

    assert isinstance(answer, Answer)
    assert status == answer.status
    assert (answer.reason or "").startswith(words or "")


def test_the_versions_of_the_web_api_are_written_from_the_same_page() -> None:
    wanted = GEMS.read(asked("api/v1/versions/kite.json"))
    assert ListingWanted(KITE, "versions") == wanted

    order = Order(package=KITE, marks={}, variant="versions", base="http://gate.example/gems/")
    page = GEMS.serve(PAGE, order)

    assert "application/json" == page.content_type
    assert ["1.0"] == [one["number"] for one in json.loads(page.body)]


def test_a_page_has_the_digest_that_bundler_compares() -> None:
    mark = Mark(version="1.0", words="gem:kite@1.0 is blocked: bad [denied]", action=Action.BLOCK)
    order = Order(
        package=KITE, marks={"kite-1.0.gem": mark}, variant="info", base="http://gate.example/gems/"
    )
    page = GEMS.serve(PAGE, order)

    assert b"rubygems:= 0.is.blocked.bad.denied" in page.body
    assert digests_told(page.body) == page.headers
    assert PAGE == GEMS.keep(b"---\n", PAGE, KITE, ["1.0"])
