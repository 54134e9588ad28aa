"""Make the lists of popular names that ship: `python -m bench.names.lists FOLDER`.

FOLDER holds two packages as their registries serve them, and nothing in them is run:

    npm pack npm-high-impact@1.13.0
    pip download --no-deps guarddog==3.2.0

The first names the npm packages that are downloaded a million times a week or that 500 others depend on (MIT). The second
carries the 15,000 most downloaded projects of PyPI and 974 gems (Apache-2.0). Names and their order are facts; no code
or text is taken. What people type is what they depend on themselves, so the order of npm is the better of a name's two
places: by downloads, and by dependents.
"""

import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pratique.core.names import Ecosystem
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.names.loading import file_of
from pratique.history.names.popular import PopularNames

GEMS = Path(__file__).with_name("gems.txt")
_QUOTED = re.compile(r"'([^'\n]{1,214})'")
DROPPED = frozenset({"express-exp"})
"""Popular by number, and released with malware later: nothing to take for an example."""


def main() -> None:
    folder = Path(sys.argv[1])
    for ecosystem, names in read(folder).items():
        popular = PopularNames.of(normalised(ecosystem, names))
        file = file_of(ecosystem)
        file.write_bytes(popular.packed())
        print(f"{file.name}: {len(popular.places):,} names, {file.stat().st_size:,} bytes")


def read(folder: Path) -> dict[Ecosystem, Iterator[str]]:
    """The names of each ecosystem, the best known first, some of them twice."""
    high_impact = next(folder.glob("npm-high-impact-*.tgz"))
    wheel = next(folder.glob("guarddog-*.whl"))
    by_downloads = _javascript_list(high_impact, "package/lib/top-download.js")
    by_dependents = _javascript_list(high_impact, "package/lib/top-dependent.js")
    return {
        Ecosystem.NPM: interleaved(by_downloads, by_dependents),
        Ecosystem.PYPI: iter(_json_list(wheel, "top_pypi_packages.json")),
        Ecosystem.RUBYGEMS: iter([*_known_gems(), *_json_list(wheel, "top_rubygems_packages.json")]),
    }


def interleaved(left: list[str], right: list[str]) -> Iterator[str]:
    """The first of each, the second of each, and so on to the end of both."""
    for place in range(max(len(left), len(right))):
        yield from left[place : place + 1]
        yield from right[place : place + 1]


def normalised(ecosystem: Ecosystem, names: Iterable[str]) -> Iterator[str]:
    """Each name once, as the ecosystem spells it."""
    seen: set[str] = set()
    for name in names:
        spelt = ECOSYSTEMS[ecosystem].normalise(name).name
        if spelt not in seen and spelt not in DROPPED:
            seen.add(spelt)
            yield spelt


def _javascript_list(archive: Path, member: str) -> list[str]:
    with tarfile.open(archive) as opened:
        found = opened.extractfile(member)
        assert found is not None
        return _QUOTED.findall(found.read().decode())


def _json_list(archive: Path, name: str) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        read: list[str] = json.loads(opened.read(f"guarddog/analyzer/metadata/resources/{name}"))["packages"]
        return read


def _known_gems() -> list[str]:
    lines = GEMS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    main()
