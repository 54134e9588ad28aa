"""The form of npm: the object `allowScripts` in package.json.

A denied key wins over an allowed one. npm 12 runs no script that no key allows; npm 11 reads the same object, but also runs
the scripts that no key names. Sources: npm 12.2 (lib/utils/resolve-allow-scripts.js, and lib/script-allowed.js of
@npmcli/arborist), npm RFC 868.
"""

import json
from collections.abc import Mapping, Sequence

from pratique.cli.scripts.approvals.interface import Decision, Form
from pratique.cli.scripts.approvals.json_object import JsonObject, edited, object_in
from pratique.cli.scripts.approvals.keys import changes_of, read_decisions

_KEY = "allowScripts"


class _Npm:
    client = "npm"
    path = "package.json"
    pinned = True

    def read(self, text: str | None) -> tuple[Decision, ...]:
        return read_decisions(object_in(JsonObject(text, path=self.path), _KEY))

    def write(self, text: str | None, decisions: Sequence[Decision]) -> str:
        file = JsonObject(text, path=self.path)
        changes = changes_of(object_in(file, _KEY), decisions)
        if not changes:
            return file.text
        return file.with_value(_KEY, edited(file.raw(_KEY), _written(changes), file.layout, path=self.path))


def _written(changes: Mapping[str, bool | None]) -> dict[str, str | None]:
    return {key: None if value is None else json.dumps(value) for key, value in changes.items()}


FORM: Form = _Npm()
