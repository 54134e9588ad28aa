"""How often a release breaks with the habit of its package: `python -m bench.source_pairs ARTIFACTS REPOSITORIES`.

ARTIFACTS holds releases of some packages (`.tgz`, `.whl`, `.tar.gz`), several of each; REPOSITORIES a clone of each package's
repository, or a link to it, in a folder named as the package (`@scope/name` as `@scope+name`). Each release is held against
its tag and weighed by the release before it, as it is, and then with files that we add: lines that print a word. Nothing is
run.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pratique.archive import read as read_archive
from pratique.core.names import Ecosystem
from pratique.core.source import SourceReading
from pratique.core.tree import File, Tree
from pratique.ecosystems import ECOSYSTEMS
from pratique.history.source.habit import weigh
from pratique.history.source.outline import Outline, outline_of
from pratique.history.source.reading import Asked, read
from pratique.intake.history.source.work import (
    Claimed,
    Gathered,
    Named,
    Opened,
    Reach,
    gather_source,
    open_source,
)

_MARKER = b"console.log('marker')\n"
_DENSE = b"!function(){" + b"var a=1;" * 500 + b"console.log('marker')}()"


def _with(path: str, data: bytes) -> Callable[[Tree], Tree]:
    return lambda tree: Tree((*tree.files, File(path, data)))


def _hooked(tree: Tree) -> Tree:
    """A hook in package.json, that the source does not have; for Python, a file that runs when Python starts."""
    package = tree.get("package.json")
    if package is None:
        return _with("marker.pth", b"import marker\n")(tree)
    manifest = json.loads(package.data)
    manifest["scripts"] = {**manifest.get("scripts", {}), "postinstall": "node setup.js"}
    hooked = File("package.json", json.dumps(manifest, indent=2).encode())
    return Tree(tuple(hooked if file.path == "package.json" else file for file in tree))


def _longer(tree: Tree) -> Tree:
    """A line more in the first file that runs."""
    first = next(file for file in tree if file.path.endswith((".js", ".cjs", ".mjs", ".py")))
    longer = File(first.path, first.data + b"\nprint('marker')\n")
    return Tree(tuple(longer if file is first else file for file in tree))


PLANTED: dict[str, Callable[[Tree], Tree]] = {
    "a file more": _with("marker_setup.py", b"print('marker')\n"),
    "a script more": _with("marker-setup.js", _MARKER),
    "a minified script more": _with("marker-bundle.js", _DENSE),
    "a minified script more in dist/": _with("dist/marker-bundle.js", _DENSE),
    "a hook more": _hooked,
    "a line more in a file": _longer,
}


@dataclass(frozen=True)
class Shipped:
    """A release, and its place in the order of its package's versions."""

    asked: Asked
    tree: Tree
    name: str

    @property
    def ecosystem(self) -> Ecosystem:
        """Its family of registries."""
        return self.asked.ecosystem

    @property
    def outline(self) -> Outline:
        """What must be known of it to choose what it is compared with."""
        return outline_of(self.tree, self.ecosystem, self.asked.kind)


def shipped(folder: Path) -> Iterator[Shipped]:
    for path in sorted(folder.iterdir()):
        ecosystem = {".tgz": Ecosystem.NPM, ".gem": Ecosystem.RUBYGEMS}.get(path.suffix, Ecosystem.PYPI)
        module = ECOSYSTEMS[ecosystem]
        tree = read_archive(path.read_bytes(), path.name)
        kind = module.kind_of(path.name)
        manifest = module.read_manifest(tree, kind)
        if manifest.name is None or manifest.version is None:
            raise SystemExit(f"{path.name} does not say what it is")
        ref = module.normalise(manifest.name).at(manifest.version)
        asked = Asked(ref=ref, ecosystem=ecosystem, filename=path.name, kind=kind)
        yield Shipped(asked, tree, ref.package.name)


def reading(item: Shipped, opened: Opened) -> SourceReading:
    found = gather_source(item.asked, item.outline, opened, Named(), Claimed(), Reach())
    if isinstance(found, Gathered):
        return read(item.asked, item.tree, found.place, found.choice, found.facts, found.tree)
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.source_pairs", description=__doc__)
    parser.add_argument("artifacts", type=Path)
    parser.add_argument("repositories", type=Path)
    given = parser.parse_args(arguments)
    by_name: dict[str, list[Shipped]] = {}
    for item in shipped(given.artifacts):
        by_name.setdefault(item.name, []).append(item)
    told: Counter[str] = Counter()
    pairs = 0
    for name, items in sorted(by_name.items()):
        key = ECOSYSTEMS[items[0].ecosystem].sort_key
        items.sort(key=lambda item: key(item.asked.ref.version if item.asked.ref else ""))
        clone = str(given.repositories / name.replace("/", "+"))
        with open_source(clone, items[0].outline, None, Reach()) as opened:
            pairs += _package(items, opened, told)
    print(
        f"{sum(map(len, by_name.values()))} releases of {len(by_name)} packages, {pairs} with one before them"
    )
    for words, count in sorted(told.items()):
        print(f"{words}: {count}")
    return 0


def _package(items: list[Shipped], opened: Opened, told: Counter[str]) -> int:
    before: SourceReading | None = None
    for item in items:
        found = reading(item, opened)
        why = found.not_comparable.reason.value if found.not_comparable else "compared"
        told[f"releases, {why}"] += 1
        told.update(f"files, {state.value}" for file in found.files for state in (file.state,))
        told.update(f"remarks, {remark.kind.value}" for remark in found.remarks)
        if before is not None:
            strong = [claim for claim in weigh(found, (before,)) if claim.strong]
            told["breaks with the habit, as it is"] += bool(strong)
            for claim in strong:
                print(f"  {item.asked.ref}: {claim.path}: {claim.text}")
            for words, plant in PLANTED.items():
                planted = reading(replace(item, tree=plant(item.tree)), opened)
                told[f"breaks with the habit, {words}"] += any(c.strong for c in weigh(planted, (before,)))
        before = found
    return len(items) - 1


if __name__ == "__main__":
    raise SystemExit(main())
