"""Says whether a client runs the scripts of a release: by its approvals, and by the settings that work without them.

Clients differ in what wins if a name and one of its versions have different decisions. The table was tried with npm 11.21
and 12.2, pnpm 10.34, 11.28 and 12.23, yarn 4.18 and bun 1.4 (tests/cli/scripts/test_real_settings.py).
"""

from collections.abc import Callable, Collection, Sequence

from pratique.cli.scripts.approvals.interface import Decision
from pratique.cli.scripts.approvals.widening import Widening

_Rule = Callable[[Sequence[Decision]], bool | None]


def _unless_denied(found: Sequence[Decision]) -> bool | None:
    return all(one.allowed for one in found)


def _denied_wins(found: Sequence[Decision]) -> bool | None:
    return all(one.allowed for one in found) if found else None


def _allowed_wins(found: Sequence[Decision]) -> bool | None:
    return any(one.allowed for one in found) if found else None


def _version_wins(found: Sequence[Decision]) -> bool | None:
    return _denied_wins([one for one in found if one.version is not None] or found)


def _everything(_: Sequence[Decision]) -> bool | None:
    return True


_RULES: tuple[tuple[str, int, _Rule], ...] = (
    ("npm", 12, _denied_wins),
    ("npm", 11, _unless_denied),
    ("pnpm", 11, _denied_wins),
    ("pnpm", 10, _allowed_wins),
    ("yarn", 4, _version_wins),
    ("bun", 0, _allowed_wins),
)
"""What wins in a client from a major version on, the newest first. Clients that are not in the table run all scripts."""


def runs(
    client: str,
    major: int,
    decisions: Sequence[Decision],
    wider: Collection[Widening],
    name: str,
    version: str,
) -> bool:
    """Return True if a client of a major version runs the scripts of a release.

    `decisions` are those in the file of the client's form, and `wider` is the result of `widenings`.
    """
    rule = next((rule for of, since, rule in _RULES if of == client and major >= since), _everything)
    found = rule([one for one in decisions if one.name == name and one.version in {version, None}])
    return found is True or any(one.runs(name, denied=found is False) for one in wider)
