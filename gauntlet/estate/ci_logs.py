"""CI logs and debug logs as text, in which package managers name what they installed."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gauntlet.estate.campaigns import CAMPAIGNS, Campaign, decoys
from gauntlet.estate.pins import universe
from gauntlet.estate.proxy_logs import tarball
from gauntlet.estate.truth import Decoy, Planted, Truth

_TURNS = 3


def _lines(ecosystem: str, name: str, version: str, form: str, *, refused: bool = False) -> list[str]:
    """Return what a client prints about one package."""
    bare = name.rpartition("/")[2]
    if ecosystem == "npm":
        status = 403 if refused else 200
        url = f"https://registry.example{tarball('npm', name, version)}"
        return {
            "npm": [f"npm http fetch GET {status} {url} 132ms (cache miss)"],
            "npm-error": [f"npm error 403 403 Forbidden - GET {url}"],
            "yarn": [
                f"➤ YN0013: │ {name}@npm:{version} can't be found in the cache and will be fetched from the remote registry"
            ],
            "pnpm": [f"+ {name} {version}"],
            "hook": [f"npm info run {name}@{version} postinstall node_modules/{name} node setup.js"],
        }[form]
    if ecosystem == "pypi":
        wheel = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
        return [
            f"Collecting {name}=={version}",
            f"  Downloading {wheel} (9.1 MB)",
            f"Successfully installed {name}-{version} {bare}-extra-0.0.1",
        ]
    return [f"Fetching {name} {version}", f"Installing {name} {version}"]


def write_ci_logs(folder: Path, noise: int, seed: int) -> Truth:
    """Write logs of pipelines, with `noise` ordinary lines in each."""
    truth = Truth("", seed)
    rng = random.Random(f"{seed} ci")
    ordinary = {ecosystem: universe(ecosystem, 60, rng) for ecosystem in ("npm", "pypi", "gem")}
    place = folder / "ci"
    place.mkdir(parents=True)
    for turn, campaign in enumerate(CAMPAIGNS):
        for number in range(_TURNS):
            name, version = campaign.releases[number % len(campaign.releases)]
            form = ("npm", "yarn", "pnpm", "hook", "npm-error")[(turn + number) % 5]
            refused = campaign.ecosystem == "npm" and form == "npm-error"
            planted = number != _TURNS - 1
            lines = [
                line
                for pin in (rng.choice(ordinary[campaign.ecosystem]) for _ in range(noise))
                for line in _lines(campaign.ecosystem, pin.name, pin.version, "npm")[:2]
            ]
            for one, other, why in decoys(campaign):
                lines.insert(rng.randrange(len(lines)), _lines(campaign.ecosystem, one, other, "npm")[0])
                truth.decoys.append(Decoy(campaign=campaign.id, place="ci", text=f"{one}@{other}", why=why))
            if planted:
                middle = rng.randrange(len(lines))
                lines[middle:middle] = _lines(campaign.ecosystem, name, version, form, refused=refused)
            else:
                lines.append(f"warning: policy forbids {name}@{version}, see the wiki; nothing was installed")
                text = f"{name}@{version} in a warning"
                truth.decoys.append(
                    Decoy(campaign=campaign.id, place="ci", text=text, why="a mention in a text")
                )
            path = place / f"pipeline-{turn:02}-{number}.log"
            path.write_text(_stamped(lines, campaign), encoding="utf-8")
            if planted:
                truth.planted.append(_planted(campaign, (name, version), path, form, refused=refused))
            truth.counts["CI logs"] = truth.counts.get("CI logs", 0) + 1
    return truth


def _stamped(lines: list[str], campaign: Campaign) -> str:
    at = datetime.fromisoformat(campaign.day).replace(tzinfo=UTC) + timedelta(hours=2)
    stamped = [
        f"{at + timedelta(milliseconds=137 * number):%Y-%m-%dT%H:%M:%S.%f}0Z {line}"
        for number, line in enumerate(lines)
    ]
    return "\n".join(["##[group]Run the package manager", *stamped, "##[endgroup]", ""])


def _planted(
    campaign: Campaign, release: tuple[str, str], path: Path, form: str, *, refused: bool
) -> Planted:
    npm = campaign.ecosystem == "npm"
    contacts: tuple[str, ...] = ("fetched", "installed")
    if refused:
        contacts = ("refused",)
    elif npm and form == "hook":
        contacts = ("executed",)
    return Planted(
        campaign=campaign.id,
        ecosystem=campaign.ecosystem,
        name=release[0],
        version=release[1],
        kinds=("ci-log", "debug-log"),
        place=f"ci/{path.name}",
        contacts=contacts,
        hard="only in a CI log",
        form=f"{form} output" if npm else f"{campaign.ecosystem} output",
    )
