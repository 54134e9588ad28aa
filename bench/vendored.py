"""`audit --vendored` of a real `node_modules` of some 500 MB, against `retire` with the same repository file.

Needs npm and RetireJS's repository file, which is not brought along: `JSREPOSITORY=.../jsrepository-v6.json python -m bench
vendored`. The tree and retire are installed once, and kept below the user's cache folder.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.timing import Cost, run
from pratique.advisories.interface import Detectors, Entry
from pratique.advisories.sources.retire import SOURCE, product_of
from pratique.advisories.vendored.recogniser import SUFFIXES
from pratique.advisories.vendored.spelling import spell
from pratique.cli.audit.vendored import scan

DEPENDENCIES = {
    "react-scripts": "5.0.1",
    "gatsby-cli": "4.0.0",
    "@angular/cli": "12.2.0",
    "express": "4.17.1",
    "lodash": "4.17.20",
    "minimist": "1.2.5",
}
RETIRE = "5.7.0"
BIN = "node_modules/retire/lib/cli.js"

LOOK = "LOOK AT THE FILE"

Copy = tuple[str, str, str]
"""File below the tree, library, version."""


@dataclass
class Answer:
    """What a scanner says: the copies, and what each is warned of for."""

    copies: set[Copy] = field(default_factory=set)
    ids: dict[Copy, set[str]] = field(default_factory=dict)


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "pratique-bench" / "vendored"


def installed(folder: Path, dependencies: Mapping[str, str]) -> Path:
    """A folder with these packages in `node_modules`; made by npm unless it is there already."""
    if (folder / "node_modules").is_dir():
        return folder
    work = folder.with_name(folder.name + ".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    manifest = {"name": "bench", "version": "1.0.0", "private": True, "dependencies": dependencies}
    (work / "package.json").write_text(json.dumps(manifest))
    run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], folder=work)
    if not (work / "node_modules").is_dir():
        fail(f"npm could not install {', '.join(dependencies)}")
    work.rename(folder)
    return folder


def ours(tree: Path, repository: Path, folder: Path) -> tuple[Cost, Answer]:
    """What the whole command costs and says; all copies, also those nobody warns of, are looked up afterwards."""
    home = {"PRATIQUE_HOME": str(folder / "home")}
    pratique = [sys.executable, "-m", "pratique.cli"]
    run([*pratique, "advisories", "import", str(repository)], env=home)
    told = folder / "ours.json"
    cost = run([*pratique, "audit", ".", "--vendored", "--output", f"json={told}"], folder=tree, env=home)
    answer = Answer()
    for finding in json.loads(told.read_bytes())["findings"]:
        if finding["copy"]:
            copy = (finding["copy"]["path"], finding["name"], finding["version"])
            answer.ids.setdefault(copy, set()).update([finding["id"], *finding["aliases"]])
    rows = SOURCE.rows(Entry(repository.name, repository.read_bytes()))
    found = scan(tree, [row.data for row in rows if isinstance(row, Detectors)], exclude=())
    print(f"{found.files} files read, {found.bytes / 1e6:.0f} MB; not read: {len(found.unread)}")
    answer.copies = {(copy.path, copy.product.name, copy.version) for copy in found.copies}
    return cost, answer


def theirs(tree: Path, repository: Path, tool: Path, folder: Path) -> tuple[Cost, Answer]:
    told = folder / "retire.json"
    form = ["--outputformat", "json", "--outputpath", str(told), "--verbose"]
    command = ["node", str(tool / BIN), "--path", str(tree), "--jsrepo", str(repository), *form]
    cost = run(command)
    components = json.loads(repository.read_bytes())
    answer = Answer()
    for file in json.loads(told.read_bytes())["data"]:
        path = Path(file["file"]).relative_to(tree).as_posix()
        for result in file["results"]:
            product = product_of(result["component"], components.get(result["component"], {}))
            version = spell(product, result["version"]) or result["version"]
            copy = (path, product.name, version)
            answer.copies.add(copy)
            for identifiers in (each["identifiers"] for each in result.get("vulnerabilities", ())):
                answer.ids.setdefault(copy, set()).update(_ids(identifiers))
    return cost, answer


def _ids(identifiers: Mapping[str, Any]) -> Iterable[str]:
    yield from identifiers.get("CVE", ())
    if "githubID" in identifiers:
        yield identifiers["githubID"]


def shared_ids(repository: Path) -> Mapping[str, set[str]]:
    """By each id of the repository, all that stand beside it in a fault."""
    found: dict[str, set[str]] = {}
    for component in json.loads(repository.read_bytes()).values():
        for fault in component["vulnerabilities"]:
            ids = set(_ids(fault["identifiers"]))
            for each in ids:
                found.setdefault(each, set()).update(ids)
    return found


def why(copy: Copy, tree: Path) -> str:
    """Why only one of the two sees it; empty where that has to be looked up."""
    path, name, version = copy
    if path.endswith("bower.json"):
        manifest = json.loads((tree / path).with_name("package.json").read_bytes())
        same = manifest.get("name"), manifest.get("version")
        return f"the package's own bower.json, which says {name} {version}; it is {same[0]} {same[1]}"
    if path.endswith(SUFFIXES) and not path.endswith(".js"):
        bare = version.partition("-")[0].partition("+")[0]
        here = bare.encode() in (tree / path).read_bytes()
        return f"retire reads .js alone; {bare} {'stands' if here else 'DOES NOT STAND'} in the file"
    return ""


def why_not_told(more: str, told: set[str], shared: Mapping[str, set[str]]) -> str:
    """Why retire does not tell an advisory that the repository has; empty where that has to be looked up."""
    if more.startswith("RETIRE:"):
        return "retire tells it without an id: the repository gives neither CVE nor GHSA"
    if shared.get(more, set()) & told:
        return "retire tells the first alone of those that share a CVE"
    return ""


def differences(
    left: Answer, right: Answer, tree: Path, *, only: str, shared: Mapping[str, set[str]]
) -> None:
    """What the one says and the other does not, file by file."""
    for copy in sorted(left.copies - right.copies):
        warned = f", warned of for {', '.join(sorted(left.ids[copy]))}" if left.ids.get(copy) else ""
        print(f"  {only} only: {' '.join(copy)}{warned}: {why(copy, tree) or LOOK}")
    for copy in sorted(left.copies & right.copies):
        told = right.ids.get(copy, set())
        for more in sorted(left.ids.get(copy, set()) - told):
            reason = why_not_told(more, told, shared) if only == "ours" else ""
            print(f"  {only} only, of {' '.join(copy)}: {more}: {reason or LOOK}")


def fail(message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(3)


def main() -> None:
    repository = Path(os.environ.get("JSREPOSITORY", "")).resolve()
    if not repository.is_file():
        fail("needs RetireJS's repository file: set JSREPOSITORY to the path of a jsrepository-v6.json")
    if shutil.which("npm") is None:
        fail("needs npm")
    tree = installed(cache() / "tree", DEPENDENCIES).resolve()
    tool = installed(cache() / f"retire-{RETIRE}", {"retire": RETIRE}).resolve()
    with tempfile.TemporaryDirectory() as name:
        own_cost, own = ours(tree, repository, Path(name))
        peer_cost, peer = theirs(tree, repository, tool, Path(name))
    for who, cost, answer in (("audit --vendored", own_cost, own), (f"retire {RETIRE}", peer_cost, peer)):
        warned = sum(map(bool, answer.ids.values()))
        print(
            f"{who}: {cost.cpu_s:.1f} s of CPU, {cost.wall_s:.1f} s; "
            f"{len(answer.copies)} copies, {warned} of them with advisories"
        )
    print(
        f"ratio of CPU: {peer_cost.cpu_s / own_cost.cpu_s:.1f}; copies both tell: {len(own.copies & peer.copies)}"
    )
    shared = shared_ids(repository)
    differences(own, peer, tree, only="ours", shared=shared)
    differences(peer, own, tree, only="retire", shared=shared)
