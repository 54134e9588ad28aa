"""The form of yarn 4: `built` of a package in the object `dependenciesMeta` of the root's package.json.

An entry of a version wins over the entry of its name. yarn runs no script without `built: true`, except if `.yarnrc.yml` has
`enableScripts: true`. yarn refuses ranges of versions. Source: yarn 4.18 (getDependencyMeta, ensureDependencyMeta).
"""

import json
from collections.abc import Mapping, Sequence

from pratique.cli.scripts.approvals.interface import Decision, Form
from pratique.cli.scripts.approvals.json_object import JsonObject, edited, members, object_in, unreadable
from pratique.cli.scripts.approvals.keys import changes_of, read_decisions

_KEY = "dependenciesMeta"
_BUILT = "built"


class _Yarn:
    client = "yarn"
    path = "package.json"
    pinned = True

    def read(self, text: str | None) -> tuple[Decision, ...]:
        return read_decisions(self._built(JsonObject(text, path=self.path)))

    def write(self, text: str | None, decisions: Sequence[Decision]) -> str:
        file = JsonObject(text, path=self.path)
        changes = changes_of(self._built(file), decisions)
        if not changes:
            return file.text
        layout = file.layout
        metas = {member.key: member.value for member in members(file.raw(_KEY), path=self.path)}
        written: dict[str, str | None] = {}
        for key, built in changes.items():
            change = {_BUILT: None if built is None else json.dumps(built)}
            meta = edited(metas.get(key, "{}"), change, layout.inner, path=self.path)
            written[key] = None if meta == "{}" else meta
        return file.with_value(_KEY, edited(file.raw(_KEY), written, layout, path=self.path))

    def _built(self, file: JsonObject) -> Mapping[str, object]:
        """Return `built` of each entry that has it."""
        metas = object_in(file, _KEY)
        for member in members(file.raw(_KEY), path=self.path):
            if not isinstance(metas[member.key], dict):
                raise unreadable(
                    self.path, f"`{_KEY}` has an entry that is not an object: {member.key[:80]!r}"
                )
            members(member.value, path=self.path)
        return {key: meta[_BUILT] for key, meta in metas.items() if _BUILT in meta}


FORM: Form = _Yarn()
