"""The list of repositories of an organisation, and the bad releases that each gets."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from gauntlet.estate.campaigns import CAMPAIGNS, Campaign
from gauntlet.estate.histories import Planting, Repository, write_repository
from gauntlet.estate.lock_texts import FORMS
from gauntlet.estate.truth import Truth, joined

_HOWS = (
    "current",
    "two-commits",
    "old-branch",
    "merged",
    "renamed",
    "deleted",
    "transitive",
    "tag",
    "remote",
    "passed",
)
_STRIDE = 11
"""So that the plantings of two incidents meet in few repositories; it has no common factor with the numbers of repositories."""
_NPM_HOWS = ("alias", "bundled")
_AREAS = ("web", "api", "billing", "search", "mobile", "docs", "ops", "data", "auth", "mail", "edge", "labs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How many repositories of each format there are, and how large they are."""

    repositories: dict[str, int]
    revisions: int
    """Commits of main in each."""
    packages: tuple[int, int]
    hows: int
    """In how many ways each incident is planted in locks."""


QUICK = Scale(
    repositories={form.name: 3 if form.ecosystem == "gem" else 1 for form in FORMS},
    revisions=60,
    packages=(20, 60),
    hows=8,
)
FULL = Scale(
    repositories={
        "package-lock v1": 4,
        "package-lock v2": 4,
        "package-lock v3": 9,
        "yarn 1": 6,
        "yarn berry": 5,
        "pnpm 5.4": 3,
        "pnpm 9": 5,
        "bun.lock": 3,
        "poetry.lock": 3,
        "uv.lock": 4,
        "pdm.lock": 2,
        "Pipfile.lock": 2,
        "requirements.txt": 3,
        "Gemfile.lock": 7,
    },
    revisions=500,
    packages=(100, 1500),
    hows=12,
)


def repositories(scale: Scale, seed: int, digests: dict[str, str]) -> list[Repository]:
    """Return the repositories. `digests` has the sha512 of planted bytes by incident, for the copy under another name."""
    rng = Random(f"{seed} repositories")
    found: list[Repository] = []
    for form in FORMS:
        for number in range(scale.repositories[form.name]):
            low, high = scale.packages
            # Most locks are small, a few very large.
            packages = int(low + (high - low) * rng.random() ** 2.5)
            packages = min(packages, 400) if form.ecosystem != "npm" else packages
            found.append(
                Repository(
                    name=f"{_AREAS[len(found) % len(_AREAS)]}-{form.name.split('.')[0].replace(' ', '-').lower()}-{number + 1}",
                    form=form.name,
                    packages=packages,
                    revisions=scale.revisions,
                    plantings=(),
                    start=datetime(2023, 11, 15, tzinfo=UTC) + timedelta(hours=rng.randrange(200)),
                    bare=len(found) % 5 == 4,
                    path="services/core/" if len(found) % 7 == 3 else "",
                )
            )
    return _planted(found, scale, digests)


def _planted(found: list[Repository], scale: Scale, digests: dict[str, str]) -> list[Repository]:
    ecosystems = {form.name: form.ecosystem for form in FORMS}
    for turn, campaign in enumerate(CAMPAIGNS):
        places = [index for index, one in enumerate(found) if ecosystems[one.form] == campaign.ecosystem]
        at = turn * 3
        for planting in _plantings(campaign, scale, digests):
            for _ in range(len(places)):
                index = places[at % len(places)]
                at += _STRIDE
                if _fits(found[index], planting):
                    found[index] = replace(found[index], plantings=(*found[index].plantings, planting))
                    break
            else:
                message = f"no repository takes {planting}"
                raise ValueError(message)
    return found


def _plantings(campaign: Campaign, scale: Scale, digests: dict[str, str]) -> Iterator[Planting]:
    hows = (*_NPM_HOWS, *_HOWS) if campaign.ecosystem == "npm" else _HOWS
    if digest := digests.get(campaign.id):
        hows = ("digest", *hows)
    for number, how in enumerate(hows[: scale.hows]):
        name, version = campaign.releases[number % len(campaign.releases) if how != "digest" else 0]
        yield Planting(
            campaign=campaign.id,
            name=name,
            version=version,
            how=how,
            integrity=digest if how == "digest" and digest else "",
        )


def _fits(repository: Repository, planting: Planting) -> bool:
    """Return True if no other planting confuses the truth of this one."""
    others = repository.plantings
    if planting.how == "digest":
        return repository.form == "package-lock v3"
    form = next(form for form in FORMS if form.name == repository.form)
    if (planting.how == "alias" and not form.aliases) or (planting.how == "bundled" and not form.bundles):
        return False
    # A second one would replace the first one in the same lock.
    if any(one.name == planting.name and one.how != "digest" for one in others) and form.ecosystem == "npm":
        return False
    return not any((one.name, one.version) == (planting.name, planting.version) for one in others)


def write_repositories(folder: Path, scale: Scale, seed: int, digests: dict[str, str], jobs: int) -> Truth:
    """Write all repositories in several processes."""
    specs = sorted(repositories(scale, seed, digests), key=lambda one: -one.packages)
    with ProcessPoolExecutor(jobs) as pool:
        parts = list(pool.map(write_repository, [folder] * len(specs), specs, [seed] * len(specs)))
    return joined(parts, "", seed)
