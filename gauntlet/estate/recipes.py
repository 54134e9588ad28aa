"""Published recipes for the same question, as a table beside the product.

Each is what advisories and post-mortems tell users to run, done with the same patterns on the same files. A recipe counts as right if a
line that it prints is in the place of a planted release; what it prints beside that is not counted against it.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gauntlet.estate.campaigns import Campaign
from gauntlet.estate.truth import Planted

Finds = Callable[[Planted], bool]
_LOCKS = {"package-lock.json", "yarn.lock"}
_ALL_LOCKS = (
    *_LOCKS,
    "pnpm-lock.yaml",
    "bun.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "Pipfile.lock",
    "Gemfile.lock",
)


def _checked_out(root: Path, names: frozenset[str]) -> dict[str, str]:
    """Return the texts of the checked-out lockfiles, by repository."""
    found: dict[str, str] = {}
    for top in ("repositories", "projects"):
        for path in (root / top).glob("**/*"):
            if path.name in names and ".git" not in path.parts and path.is_file():
                place = "/".join(path.relative_to(root).parts[:2])
                found[place] = found.get(place, "") + path.read_text(encoding="utf-8", errors="replace")
    return found


def _grep(root: Path, campaign: Campaign) -> Finds:
    """Search for `name@(version)` in npm's and yarn 1's locks, as the post-mortem of axios has it."""
    texts = _checked_out(root, frozenset(_LOCKS))
    hits = {
        (place, name, version)
        for place, text in texts.items()
        for name, version in campaign.releases
        if re.search(f"{re.escape(name)}@({re.escape(version)})", text)
    }
    return partial(_in_hits, hits)


def _grep_all(root: Path, campaign: Campaign) -> Finds:
    """Search all locks for a line with the name and, in the next two lines, the version."""
    texts = _checked_out(root, frozenset((*_ALL_LOCKS, "requirements.txt")))
    hits = {
        (place, name, version)
        for place, text in texts.items()
        for name, version in campaign.releases
        if re.search(f"{re.escape(name)}[^\n]*(?:\n[^\n]*){{0,2}}?{re.escape(version)}", text)
    }
    return partial(_in_hits, hits)


def _npm_ls(root: Path, campaign: Campaign) -> Finds:
    """Do what `npm ls NAME --package-lock-only` does: look up the name in npm's lock of the checked-out commit."""
    hits: set[tuple[str, str, str]] = set()
    for path in (root / "repositories").glob("**/package-lock.json"):
        if ".git" in path.parts:
            continue
        try:
            lock = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            continue
        entries = [
            (key.rpartition("node_modules/")[2], value) for key, value in lock.get("packages", {}).items()
        ]
        entries += list(lock.get("dependencies", {}).items())
        listed = {(value.get("name", key), value.get("version")) for key, value in entries}
        place = "/".join(path.relative_to(root).parts[:2])
        hits |= {(place, *release) for release in campaign.releases if release in listed}
    return partial(_in_hits, hits)


def _node_modules(root: Path, campaign: Campaign) -> Finds:
    """Look for `node_modules/NAME/package.json` with the version in every folder."""
    hits: set[tuple[str, str, str]] = set()
    for name, version in campaign.releases:
        for path in root.glob(f"machines/**/node_modules/{name}/package.json"):
            if json.loads(path.read_text(encoding="utf-8")).get("version") == version:
                hits.add(("/".join(path.relative_to(root).parts[:2]), name, version))

    def finds(one: Planted) -> bool:
        return one.kinds[0] == "installed" and _in_hits(hits, one)

    return finds


def _in_hits(hits: set[tuple[str, str, str]], one: Planted) -> bool:
    # What only the history shows is not in the checked-out commit.
    return one.contacts != ("resolvable",) and not one.removed and (one.place, one.name, one.version) in hits


RECIPES: dict[str, Callable[[Path, Campaign], Finds]] = {
    "grep name@version in npm's and yarn's locks": _grep,
    "grep name and version in all locks": _grep_all,
    "npm ls in each repository": _npm_ls,
    "find in node_modules": _node_modules,
}
"""By what a reader calls it."""
