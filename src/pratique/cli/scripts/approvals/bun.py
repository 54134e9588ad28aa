"""The form of bun: the list `trustedDependencies` in package.json.

The list has names: bun cannot approve a single version, and runs the scripts of a later version of an approved package
without a question. Without the list, bun runs the scripts of its own list of well-known packages; a list, even an empty one,
replaces it.
"""

import json
from collections.abc import Sequence

from pratique.cli.scripts.approvals.interface import Decision, Form
from pratique.cli.scripts.approvals.json_object import JsonObject, group, unreadable
from pratique.cli.scripts.approvals.keys import keys_of
from pratique.errors import Reference, UsageError

_KEY = "trustedDependencies"


class _Bun:
    client = "bun"
    path = "package.json"
    pinned = False

    def read(self, text: str | None) -> tuple[Decision, ...]:
        return tuple(
            Decision(name, None, allowed=True) for name in self._names(JsonObject(text, path=self.path))
        )

    def write(self, text: str | None, decisions: Sequence[Decision]) -> str:
        file = JsonObject(text, path=self.path)
        before = self._names(file)
        allowed = _allowed(decisions)
        names = [name for name in before if allowed.get(name, True)]
        for name in sorted(name for name, value in allowed.items() if value and name not in before):
            names.insert(next((at for at, other in enumerate(names) if other > name), len(names)), name)
        if names == before and (file.member(_KEY) is not None or not decisions):
            return file.text
        return file.with_value(
            _KEY, group("[]", [json.dumps(name, ensure_ascii=False) for name in names], file.layout)
        )

    def _names(self, file: JsonObject) -> list[str]:
        names = file.value.get(_KEY, [])
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise unreadable(self.path, f"`{_KEY}` is not a list of names")
        return list(dict.fromkeys(names))


def has_list(text: str | None) -> bool:
    """Return True if a package.json has the list, which replaces bun's own one. Raises ParseError."""
    return JsonObject(text, path=_Bun.path).member(_KEY) is not None


def _allowed(decisions: Sequence[Decision]) -> dict[str, bool]:
    """Return the decision for each name. Raise UsageError if the versions of a package have different decisions."""
    keys_of(decisions)
    allowed: dict[str, bool] = {}
    for decision in decisions:
        if allowed.setdefault(decision.name, decision.allowed) != decision.allowed:
            raise UsageError(
                Reference.USAGE,
                f"bun cannot approve one version of {decision.name} and deny another",
                hint=f"deny all versions of {decision.name}, or lock one version",
            )
    return allowed


FORM: Form = _Bun()
