"""The form of pnpm 10 and newer: the mapping `allowBuilds` in pnpm-workspace.yaml.

A denied key wins over an allowed one. pnpm 11 and 12 accept `NAME@VERSION || VERSION`, pnpm 10 does not, so each version has a key of
its own; all of them stop at ranges of versions. Sources: pnpm 10.34 and 11.28 (createAllowBuildFunction), pnpm 12.23.
"""

from collections.abc import Sequence

from pratique.cli.scripts.approvals.interface import Decision, Form
from pratique.cli.scripts.approvals.keys import changes_of, read_decisions
from pratique.cli.scripts.approvals.yaml_mapping import YamlMapping

_KEY = "allowBuilds"


class _Pnpm:
    client = "pnpm"
    path = "pnpm-workspace.yaml"
    pinned = True

    def read(self, text: str | None) -> tuple[Decision, ...]:
        return read_decisions(YamlMapping(text, _KEY, path=self.path).entries)

    def write(self, text: str | None, decisions: Sequence[Decision]) -> str:
        mapping = YamlMapping(text, _KEY, path=self.path)
        return mapping.edited(changes_of(mapping.entries, decisions))


FORM: Form = _Pnpm()
