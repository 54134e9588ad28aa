"""Finds changes of settings that may change the installed bytes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pratique.core.deciding import Effect, InstallSetting
from pratique.core.names import Ecosystem
from pratique.errors import ParseError
from pratique.intake.install_settings.family import family_of
from pratique.intake.install_settings.holdings import Holdings
from pratique.intake.install_settings.setting import Kind, Setting, canonical, shown
from pratique.net.client.address import parse as parse_address
from pratique.net.client.address import registry_url
from pratique.net.client.authorization import split_userinfo

Name = tuple[str, tuple[str, ...]]
"""A setting, identified by its file and the path of its keys."""

_HELD = frozenset({Kind.HELD, Kind.SOURCE, Kind.EXTENSION, Kind.GEM})
_PROGRAM = frozenset({Kind.LINE, Kind.GEM})


@dataclass(frozen=True, slots=True)
class Configured:
    """The registries in the user's own configuration, normalized by `address`."""

    usual: Mapping[tuple[Ecosystem, str], str]
    """The registry for each ecosystem and npm scope. The scope `""` stands for all other names."""
    every: Mapping[Ecosystem, frozenset[str]]

    def registry(self, ecosystem: Ecosystem, scope: str) -> str | None:
        """Return the registry for packages in a scope; None if no registry is configured."""
        return self.usual.get((ecosystem, scope)) or self.usual.get((ecosystem, ""))


def by_name(settings: Iterable[Setting]) -> dict[Name, Setting]:
    """Return the settings, indexed by file and path of keys."""
    return {(setting.path, setting.name): setting for setting in settings}


def listed(settings: Iterable[Setting], configured: Configured) -> Iterator[InstallSetting]:
    """Yield the settings that have an effect. Lines of programs are omitted, because only their changes are reported."""
    for setting in settings:
        if setting.key.kind not in _PROGRAM and not _same(None, setting, configured):
            yield _told(None, setting, changed=False)


def changes(
    before: Mapping[Name, Setting],
    after: Mapping[Name, Setting],
    holdings: Holdings,
    configured: Configured,
) -> Iterator[InstallSetting]:
    """Yield the settings that a change adds, changes or removes, unless the accepted bytes stay the same."""
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if not _same(old, new, configured) and not _harmless(old, new, holdings):
            yield _told(old, new, changed=True)


def label(setting: Setting) -> str:
    """Return the display name of a setting."""
    return " > ".join(setting.name[:1] if setting.key.kind is Kind.LINE else setting.name)[:300]


def address(value: object) -> str:
    """Return the normalized URL of a registry without credentials; other values are returned as text."""
    text = value.get("url") if isinstance(value, dict) else value
    if not isinstance(text, str):
        return canonical(value)
    try:
        return registry_url(split_userinfo(parse_address(text))[0])
    except ParseError:
        return text


def _same(old: Setting | None, new: Setting | None, configured: Configured) -> bool:
    row = _row(old, new)
    if row.key.kind is Kind.REGISTRY:
        return _registry(old, row, configured) == _registry(new, row, configured)
    if row.key.kind is Kind.REGISTRIES:
        return _registries(old, row, configured) == _registries(new, row, configured)
    default = row.key.default
    return (default if old is None else old.text) == (default if new is None else new.text)


def _harmless(old: Setting | None, new: Setting | None, holdings: Holdings) -> bool:
    row = _row(old, new)
    if row.key.strict is not None and (row.key.default if new is None else new.text) == row.key.strict:
        return True
    if new is None:
        # Without a line of code, an override or a patch it is the lock, and the bytes as published, that count.
        return row.key.kind in _HELD or row.key.kind is Kind.LINE or row.key.effect is Effect.CONTENT
    if row.key.kind in _HELD:
        return holdings.hold(new, None if old is None else old.value)
    return False


def _registry(setting: Setting | None, row: Setting, configured: Configured) -> str | None:
    if setting is not None:
        return address(setting.value)
    family = family_of(row.path)
    return None if family is None else configured.registry(family.ecosystem, _scope(row.name))


def _scope(name: tuple[str, ...]) -> str:
    for part in name:
        if part.startswith("@"):
            return part.partition(":")[0]
    if len(name) > 1 and "scopes" in name[-2].lower():
        return f"@{name[-1]}"
    return f"@{name[1]}" if name[0] == "npmScopes" else ""


def _registries(setting: Setting | None, row: Setting, configured: Configured) -> list[str]:
    if setting is None:
        return []
    family = family_of(row.path)
    known = configured.every.get(family.ecosystem, frozenset()) if family is not None else frozenset()
    value = setting.value.split() if isinstance(setting.value, str) else setting.value
    items = value if isinstance(value, list) else [value]
    return [
        canonical(
            {**item, "url": address(item)} if isinstance(item, dict) and "url" in item else address(item)
        )
        for item in items
        if address(item) not in known
    ]


def _row(old: Setting | None, new: Setting | None) -> Setting:
    row = new if new is not None else old
    assert row is not None
    return row


def _told(old: Setting | None, new: Setting | None, *, changed: bool) -> InstallSetting:
    row = _row(old, new)
    return InstallSetting(
        path=row.path,
        line=row.line if new is not None else None,
        setting=label(row),
        effect=row.key.effect,
        before=None if old is None else shown(old.text),
        after=None if new is None else shown(new.text),
        changed=changed,
    )
