"""One command of the product per incident, compared with the truth; published recipes beside it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gauntlet.estate.campaigns import BY_ID, CAMPAIGNS, Campaign
from gauntlet.estate.organisation import ORGANISATION, TRUTH
from gauntlet.estate.recipes import RECIPES
from gauntlet.estate.truth import Planted, Truth
from pratique.store.folder.home import Home

RESULTS = Path(__file__).resolve().parent / "results.json"
_LISTED = 30


@dataclass(slots=True)
class Compared:
    """The answer of the product about one incident, compared with the truth."""

    campaign: str
    seconds: float
    exit_code: int
    planted: int = 0
    found: int = 0
    right_contact: int = 0
    commits: int = 0
    """Planted releases whose commit is known."""
    right_commits: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Found, but with another contact or commit."""
    made_up: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    """Unreadable places that the answer does not name as not checked."""
    by_kind: dict[str, list[int]] = field(default_factory=dict)
    """Planted and found by kind of place."""
    by_recipe: dict[str, int] = field(default_factory=dict)
    peak_mib: int = 0

    @property
    def good(self) -> bool:
        """Return True if all was found, nothing was made up, and what is unreadable was named."""
        return not (self.missed or self.made_up or self.unnamed)


def ask(root: Path, campaign: Campaign, digests: Sequence[str]) -> tuple[Mapping[str, Any], float, int, int]:
    """Run the command of the product, and return its answer, seconds, exit code and peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "answer.json"
        words = ["exposed", *campaign.asked, *digests, str(root), "--format", "json", "--output", str(out)]
        env = {**os.environ, "PRATIQUE_HOME": str(root / "gate"), "PYTHONPATH": os.pathsep.join(sys.path)}
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "pratique.cli", *words],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stderr is not None
            errors = process.stderr.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        if not out.exists():
            message = f"no answer about {campaign.id}: exit {process.returncode}: {errors[-2000:]}"
            raise RuntimeError(message)
        return json.loads(out.read_text()), seconds, process.returncode, used.ru_maxrss // 1024


def compare(
    root: Path, truth: Truth, campaign: Campaign, answer: Mapping[str, Any], compared: Compared
) -> None:
    """Fill in what was found, missed and made up."""
    planted = [one for one in truth.planted if one.campaign == campaign.id]
    compared.planted = len(planted)
    sightings = list(answer["sightings"])
    explained: set[int] = set()
    for one in planted:
        matching = [
            number for number, sighting in enumerate(sightings) if _matches(root, one, sighting, planted)
        ]
        explained.update(matching)
        kind = compared.by_kind.setdefault(one.kinds[0], [0, 0])
        kind[0] += 1
        if not matching:
            compared.missed.append(_named(one))
            continue
        kind[1] += 1
        compared.found += 1
        _judge(one, [sightings[number] for number in matching], compared)
    for number, sighting in enumerate(sightings):
        # A clone has the releases of its source.
        copy = any(_place(root, sighting).startswith(one.place) for one in truth.unreadable)
        if number not in explained and not copy:
            words = (sighting["kind"], sighting["contact"], sighting["purl"] or sighting["wanted"])
            place = _place(root, sighting)
            compared.made_up.append(f"{' '.join(words)} in {place} ({sighting['note']})")
    named = [
        f"{_relative(root, one['place'])} {one['inside']}"
        for part in answer["searched"]
        for one in part["unchecked"]
    ]
    compared.unnamed = [
        one.place
        for one in truth.unreadable
        if one.campaign in {"", campaign.id} and not any(one.place in text for text in named)
    ]


def _judge(one: Planted, matching: Sequence[Mapping[str, Any]], compared: Compared) -> None:
    contacts = {sighting["contact"] for sighting in matching}
    if contacts & set(one.contacts):
        compared.right_contact += 1
    else:
        compared.wrong.append(f"contact {sorted(contacts)}, not {'/'.join(one.contacts)}: {_named(one)}")
    if one.who and not any(one.who in sighting["who"] for sighting in matching):
        compared.wrong.append(
            f"client {sorted({sighting['who'] for sighting in matching})}, not {one.who}: {_named(one)}"
        )
    if one.brought:
        compared.commits += 1
        told = {
            ((sighting["brought"] or {}).get("commit"), (sighting["removed"] or {}).get("commit"))
            for sighting in matching
        }
        # A renamed lock is two paths: the first shows who brought the release, the last who removed it.
        if any(_same(brought, one.brought) for brought, _ in told) and any(
            _same(removed, one.removed) for _, removed in told
        ):
            compared.right_commits += 1
        else:
            compared.wrong.append(
                f"commits {sorted(map(str, told))}, not {one.brought[:10]} {one.removed[:10]}: {_named(one)}"
            )


def _same(told: str | None, true: str) -> bool:
    return not told if not true else bool(told) and true.startswith(str(told))


def _relative(root: Path, place: str) -> str:
    return place.replace(str(root.resolve()), "").replace(str(root), "").lstrip("/")


def _place(root: Path, sighting: Mapping[str, Any]) -> str:
    return f"{_relative(root, sighting['place'])}/{_relative(root, sighting['inside'])}".strip("/")


def _matches(root: Path, one: Planted, sighting: Mapping[str, Any], planted: Iterable[Planted]) -> bool:
    if sighting["kind"] not in one.kinds or not _in_place(root, one, sighting):
        return False
    if sighting["basis"] == "digest" and one.digest:
        return True
    name = one.name.replace("@", "%40")
    if sighting["purl"] != f"pkg:{one.ecosystem}/{name}@{one.version}":
        return (
            sighting["contact"] == "resolvable"
            and one.contacts == ("resolvable",)
            # An item about a range has its words behind the name.
            and sighting["wanted"].replace(" ", "@").startswith(f"pkg:{one.ecosystem}/{name}@")
        )
    # A place can have a look-alike among the planted, such as a download and a refusal of the same release.
    return bool(planted)


def _in_place(root: Path, one: Planted, sighting: Mapping[str, Any]) -> bool:
    place = _place(root, sighting)
    if place == one.place or place.startswith((f"{one.place}/", f"{one.place}.", f"{one.place}:")):
        return not one.inside or one.inside in place
    return any(name in sighting["place"] for name in one.names)


def _named(one: Planted) -> str:
    hard = f" ({one.hard})" if one.hard else ""
    return f"{one.name}@{one.version} in {one.place}, {one.form}{hard}"


def check(folder: Path, *, chosen: Sequence[str] = (), write: bool = False) -> bool:
    """Ask about each incident, print what was found, and return True if everything is right."""
    root, truth = folder / ORGANISATION, Truth.read(folder / TRUTH)
    campaigns = [BY_ID[one] for one in chosen] or list(CAMPAIGNS)
    rows: list[Compared] = []
    shutil.rmtree(Home(root / "gate").revisions, ignore_errors=True)
    for campaign in campaigns:
        answer, seconds, code, peak = ask(root, campaign, truth.digests.get(campaign.id, ()))
        compared = Compared(campaign.id, round(seconds, 2), code, peak_mib=peak)
        compare(root, truth, campaign, answer, compared)
        for name, recipe in RECIPES.items():
            compared.by_recipe[name] = sum(
                map(recipe(root, campaign), (one for one in truth.planted if one.campaign == campaign.id))
            )
        rows.append(compared)
        print(_row(compared), flush=True)
    total = Counter[str]()
    for row in rows:
        total.update(planted=row.planted, found=row.found, made_up=len(row.made_up), unnamed=len(row.unnamed))
    print(dict(total))
    if write:
        host = {"cores": os.cpu_count(), "python": sys.version.split()[0]}
        text: dict[str, Any] = {
            "size": truth.size,
            "counts": truth.counts,
            "missing": truth.missing,
            "host": host,
        }
        text |= {"unreadable": [asdict(one) for one in truth.unreadable], "look_alikes": len(truth.decoys)}
        RESULTS.write_text(json.dumps({**text, "rows": [asdict(row) for row in rows]}, indent=1) + "\n")
    return all(row.good for row in rows)


def _row(row: Compared) -> str:
    lines = [
        (
            f"{row.campaign}: {row.found} of {row.planted} found, {len(row.made_up)} made up, {row.right_contact} right contacts,"
            f" {row.right_commits} of {row.commits} right commits, {row.seconds} s, {row.peak_mib} MiB, exit {row.exit_code};"
            f" recipes {row.by_recipe}"
        )
    ]
    for title, texts in (
        ("missed", row.missed),
        ("wrong", row.wrong),
        ("made up", row.made_up),
        ("unreadable, not named", row.unnamed),
    ):
        lines += [f"    {title}: {text}" for text in texts[:_LISTED]]
    return "\n".join(lines)
