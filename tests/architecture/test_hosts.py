"""No file names a real registry: addresses come from the user's own configuration, else from packageurl."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packageurl.contrib import purl2url

from pratique.core.names import Ecosystem
from tests.architecture.source import ROOT, lines

FOLDERS = ("src", "tests", "docs", "bench", "gauntlet", "examples", "requirements", "scripts", ".github")


def inferred_urls(ecosystem: Ecosystem) -> list[str]:
    """Where packageurl believes that a package of an ecosystem is found."""
    purl = f"pkg:{ecosystem.value}/name@1.0.0"
    return [str(url) for url in purl2url.get_inferred_urls(purl)]  # type: ignore[no-untyped-call]  # packageurl


def hosts() -> set[str]:
    """The names under which the public registries are known, without the part before the last two labels."""
    found = set()
    for ecosystem in Ecosystem:
        for url in inferred_urls(ecosystem):
            host = urlsplit(url).hostname or ""
            found.add(".".join(host.split(".")[-2:]))
    return found


def files() -> Iterator[Path]:
    yield from (path for path in sorted(ROOT.iterdir()) if path.is_file())
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts):
                yield path


@pytest.mark.parametrize("ecosystem", Ecosystem, ids=lambda ecosystem: ecosystem.value)
def test_packageurl_knows_the_registry_of_each_ecosystem(ecosystem: Ecosystem) -> None:
    assert inferred_urls(ecosystem)


def test_no_file_names_a_real_registry() -> None:
    known = re.compile("|".join(rf"\b{re.escape(host)}\b" for host in sorted(hosts())).encode())
    found = []
    for path in files():
        if hit := known.search(path.read_bytes()):
            line = path.read_bytes()[: hit.start()].count(b"\n") + 1
            found.append(f"{path.relative_to(ROOT)}:{line}")

    assert not found, lines(found)
