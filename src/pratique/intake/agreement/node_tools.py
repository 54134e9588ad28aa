"""Defines how npm, yarn, pnpm and bun use the manifests beside their lockfiles."""

from collections.abc import Iterator
from dataclasses import replace

from pratique.core.lock import Lock, Problem
from pratique.intake.agreement import node_held
from pratique.intake.agreement.node import NodeTool, node_problems
from pratique.intake.agreement.place import Place
from pratique.lockfiles.npm import package_json

# npm knows `overrides` since 8.3; npm 7 and 8 both write version 2.
_NPM_9 = NodeTool(
    held=node_held.held_by_folders, overrides=("overrides",), installs_peers=True, has_npmrc=True
)
_NPM_7 = replace(_NPM_9, overrides=())
_NPM_6 = replace(_NPM_7, installs_peers=False, has_workspaces=False)
_BUN = NodeTool(held=node_held.held_by_names, overrides=("overrides", "resolutions"), any_prerelease=True)
_PNPM = NodeTool(
    held=node_held.held_by_importers,
    overrides=("pnpm.overrides", "resolutions"),
    has_workspace_file=True,
    compares_ranges=False,
    forms=package_json.FORMS,
)
_YARN_BERRY = NodeTool(held=node_held.held_by_requests, overrides=("resolutions",), any_prerelease=True)
_YARN_V1 = replace(_YARN_BERRY, names_members=False, any_prerelease=False)


def npm_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Compare a package-lock.json with its manifests."""
    tools = {"v1": _NPM_6, "v2": _NPM_7}
    return node_problems(lock, place, tools.get(lock.format.rpartition(" ")[2], _NPM_9))


def yarn_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Compare a yarn.lock with its manifests."""
    return node_problems(lock, place, _YARN_V1 if lock.format.endswith(" v1") else _YARN_BERRY)


def bun_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Compare a bun.lock with its manifests."""
    return node_problems(lock, place, _BUN)


def pnpm_problems(lock: Lock, place: Place) -> Iterator[Problem]:
    """Compare a pnpm-lock.yaml with its manifests."""
    return node_problems(lock, place, _PNPM)
