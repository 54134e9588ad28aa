"""Projects without a lock, whose ranges allow a bad release."""

import json
from pathlib import Path

from gauntlet.estate.campaigns import CAMPAIGNS
from gauntlet.estate.truth import Decoy, Planted, Truth


def write_manifests(folder: Path, seed: int) -> Truth:
    """Write a project for each incident of npm and PyPI, and one whose range excludes the bad release."""
    truth = Truth("", seed)
    for campaign in CAMPAIGNS:
        if campaign.ecosystem == "gem":
            continue
        name, version = campaign.main
        for allows in (True, False):
            place = f"projects/{campaign.id}-{'open' if allows else 'pinned'}"
            asked = campaign.asks[name] if allows else campaign.good.get(name, "0.0.0")
            path = folder / place
            path.mkdir(parents=True)
            if campaign.ecosystem == "npm":
                document = {"name": "app", "version": "1.0.0", "dependencies": {name: asked}}
                (path / "package.json").write_text(json.dumps(document))
            else:
                requested = f"{name}{asked}" if allows else f"{name}=={asked}"
                (path / "pyproject.toml").write_text(
                    f'[project]\nname = "app"\nversion = "1"\ndependencies = ["{requested}"]\n'
                )
            if not allows:
                truth.decoys.append(
                    Decoy(
                        campaign=campaign.id, place=place, text=f"{name} {asked}", why="pinned to a good one"
                    )
                )
                continue
            truth.planted.append(
                Planted(
                    campaign=campaign.id,
                    ecosystem=campaign.ecosystem,
                    name=name,
                    version=version,
                    kinds=("lock", "lock-history"),
                    place=place,
                    contacts=("resolvable",),
                    hard="no lock, and the range allows it",
                    form="manifest",
                )
            )
    return truth
