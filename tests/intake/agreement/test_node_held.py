"""What locks of npm, yarn, pnpm and bun hold under a name."""

import json

from pratique.core.lock import LockedPackage
from pratique.intake.agreement.node_held import (
    Held,
    Own,
    held_by_folders,
    held_by_importers,
    held_by_names,
    held_by_requests,
)
from pratique.lockfiles.npm import bun_lock, package_lock
from pratique.lockfiles.npm.pnpm import pnpm_lock
from pratique.lockfiles.npm.request import read_npm_request
from pratique.lockfiles.npm.yarn import yarn_lock

PART = Own("packages/part", "packages/part", "part")


def versions(held: Held, own: Own, name: str, text: str = "*") -> list[str | None]:
    found: list[LockedPackage] = list(held(own, read_npm_request(name, text)))
    return [entry.version for entry in found]


def test_npm_looks_from_the_folder_of_the_member_upwards() -> None:
    lock = package_lock.parse(
        json.dumps(
            {
                "lockfileVersion": 3,
                "packages": {
                    "": {"name": "app", "workspaces": ["packages/*"]},
                    "node_modules/part": {"resolved": "packages/part", "link": True},
                    "packages/part": {"name": "part", "version": "1.0.0"},
                    "node_modules/a": {"version": "1.0.0"},
                    "node_modules/b": {"version": "1.0.0"},
                    "packages/part/node_modules/a": {"version": "2.0.0"},
                },
            }
        ).encode()
    )
    held = held_by_folders(lock)
    assert [["1.0.0"], ["1.0.0"], []] == [versions(held, Own(), name) for name in ("a", "b", "c")]
    assert [["2.0.0"], ["1.0.0"], []] == [versions(held, PART, name) for name in ("a", "b", "c")]


def test_bun_looks_below_the_name_of_the_member_and_then_at_the_top() -> None:
    lock = bun_lock.parse(
        b"""{
  "lockfileVersion": 1,
  "workspaces": {
    "": {"name": "app", "dependencies": {"a": "1", "b": "1"}},
    "packages/part": {"name": "part", "dependencies": {"a": "2"}},
  },
  "packages": {
    "a": ["a@1.0.0", "", {}, "sha512-AAAA"],
    "b": ["b@1.0.0", "", {}, "sha512-AAAA"],
    "part": ["part@workspace:packages/part"],
    "part/a": ["a@2.0.0", "", {}, "sha512-AAAA"],
  }
}"""
    )
    held = held_by_names(lock)
    part = Own("packages/part", "part", "part")
    assert [["1.0.0"], ["1.0.0"], []] == [versions(held, Own(), name) for name in ("a", "b", "c")]
    assert [["2.0.0"], ["1.0.0"]] == [versions(held, part, name) for name in ("a", "b")]


YARN = b"""# yarn lockfile v1


a@^1.0.0, a@^1.1.0:
  version "1.5.0"
  resolved "https://registry.example/a/-/a-1.5.0.tgz#0000000000000000000000000000000000000000"

"b@>=1 <2":
  version "1.0.0"
  resolved "https://registry.example/b/-/b-1.0.0.tgz#0000000000000000000000000000000000000000"

"old-a@npm:a@1.0.0":
  version "1.0.0"
  resolved "https://registry.example/a/-/a-1.0.0.tgz#0000000000000000000000000000000000000000"

"c@git+https://host.example/c.git":
  version "1.0.0"
  resolved "git+https://host.example/c.git#0000000000000000000000000000000000000000"
"""


def test_yarn_answers_the_very_request_alone() -> None:
    held = held_by_requests(yarn_lock.parse(YARN))
    assert [["1.5.0"], ["1.5.0"], []] == [
        versions(held, Own(), "a", text) for text in ("^1.0.0", "^1.1.0", "^1.5.0")
    ]
    assert ["1.0.0"] == versions(held, Own(), "b", " >=1  <2")
    assert ["1.0.0"] == versions(held, Own(), "old-a", "npm:a@1.0.0")


def test_what_yarn_may_write_in_more_ways_is_answered_by_its_name() -> None:
    held = held_by_requests(yarn_lock.parse(YARN))
    assert ["1.0.0"] == versions(held, Own(), "c", "git@host.example:c.git")
    assert ["1.5.0"] == versions(held, Own(), "a", "catalog:")


def test_an_entry_without_a_range_answers_every_request_for_the_name() -> None:
    held = held_by_requests(yarn_lock.parse(YARN.replace(b"a@^1.0.0, a@^1.1.0:", b"a:")))
    assert ["1.5.0"] == versions(held, Own(), "a", "^1.5.0")


def test_later_yarns_write_npm_before_a_range_and_name_the_members() -> None:
    lock = yarn_lock.parse(
        b"""__metadata:
  version: 8

"a@npm:^1.0.0":
  version: 1.5.0
  resolution: "a@npm:1.5.0"

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."

"part@workspace:packages/part":
  version: 0.0.0-use.local
  resolution: "part@workspace:packages/part"

"t@npm:^5":
  version: 5.0.0
  resolution: "t@npm:5.0.0"

"t@patch:t@npm%3A^5#optional!builtin<compat/t>":
  version: 5.0.0
  resolution: "t@patch:t@npm%3A5.0.0#optional!builtin<compat/t>"
"""
    )
    held = held_by_requests(lock)
    assert [["1.5.0"], []] == [versions(held, Own(), "a", text) for text in ("^1.0.0", "^1.0.1")]
    assert [None] == versions(held, Own(), "part", "^1.0.0")
    assert ["5.0.0"] == versions(held, Own(), "t", "^5")


PNPM = """lockfileVersion: '9.0'
importers:
{importers}
packages:
  a@1.0.0:
    resolution: {{integrity: sha512-AAAA}}
  a@2.0.0:
    resolution: {{integrity: sha512-AAAA}}
snapshots:
  a@1.0.0: {{}}
  a@2.0.0: {{}}
"""
MEMBER = """  packages/part:
    dependencies:
      a: {specifier: ^2, version: 2.0.0}
      one: {specifier: 'npm:a@^1', version: a@1.0.0}
      uno: {specifier: 'npm:a@^1', version: a@1.0.0}
"""


def test_pnpm_answers_each_folder_by_its_own_list() -> None:
    root = "  .:\n    dependencies:\n      a: {specifier: ^1, version: 1.0.0}\n      part: {specifier: '*', version: 'link:packages/part'}\n"
    held = held_by_importers(pnpm_lock.parse(PNPM.format(importers=root + MEMBER).encode()))
    assert [["1.0.0"], [None], []] == [versions(held, Own(), name) for name in ("a", "part", "one")]
    assert [["2.0.0"], ["1.0.0"], ["1.0.0"]] == [versions(held, PART, name) for name in ("a", "one", "uno")]


def test_a_pnpm_lock_without_a_list_for_the_project_answers_it_by_those_of_the_members() -> None:
    held = held_by_importers(pnpm_lock.parse(PNPM.format(importers=MEMBER).encode()))
    assert [["2.0.0"], []] == [versions(held, Own(), name) for name in ("a", "b")]
