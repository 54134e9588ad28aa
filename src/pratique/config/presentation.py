"""Converts settings to the output rows of `pratique config`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pratique.config.duration import format_duration
from pratique.config.ignore import what_of
from pratique.config.setting import SETTINGS
from pratique.config.settings import BUILT_IN, Settings
from pratique.core.audit import Ignore


@dataclass(frozen=True, slots=True)
class Row:
    """One effective setting: its key, its value in settings syntax, and its origin."""

    key: str
    value: str
    origin: str


def rows(settings: Settings) -> tuple[Row, ...]:
    """Return all effective settings in the order of the documentation, with lists last."""
    values: dict[str, Any] = {
        "policy": settings.policy,
        "check": settings.check,
        "audit": settings.audit,
        "advisories": settings.advisories,
        "run": settings.run,
        "cache": settings.cache,
        "report": settings.report,
        "own": settings.own,
        "history": settings.history,
        "gate": settings.gate,
    }
    single = (
        Row(
            setting.key,
            setting.form.show(getattr(values[section], name)),
            settings.origins.get(setting.key, BUILT_IN),
        )
        for setting in SETTINGS
        for section, _, name in (setting.key.partition("."),)
    )
    return (*single, *_listed(settings))


def _listed(settings: Settings) -> Iterator[Row]:
    for exclusion in settings.check.exclude:
        yield Row("check.exclude", exclusion.glob, exclusion.origin)
    for purl, reason in settings.policy.denied.items():
        yield Row(f"deny {purl}", reason, settings.denied_origins.get(purl, ""))
    for waiver in settings.policy.waivers:
        span = waiver.versions or (str(waiver.digest) if waiver.digest else "every version")
        value = f"{waiver.package}, {span}, until {waiver.expires}: {waiver.reason} ({waiver.owner})"
        yield Row(f"waivers {waiver.rule}", value, waiver.origin)
    for ignore in settings.ignores:
        yield Row(f"ignores {what_of(ignore)}", _conditions(ignore), ignore.origin)
    for registry in settings.registries:
        parts = [registry.ecosystem.value, "private" if registry.private else "public"]
        if registry.times is not None:
            parts.append(f"times {registry.times.value}")
        yield Row(f"registries {registry.url}", ", ".join(parts), registry.origin)
    for issuer in settings.gate.oidc:
        needs = "; ".join(f"{name} = {' or '.join(values)}" for name, values in issuer.require.items())
        value = f"{issuer.system}, audience {issuer.audience}, {needs}, tokens for {format_duration(issuer.lifetime)}"
        yield Row(f"gate.oidc {issuer.issuer}", value, issuer.origin)


def _conditions(ignore: Ignore) -> str:
    """Return the conditions of an ignore, its expiry date, and its reason."""
    where = [
        ignore.versions or "every version",
        *([f"path {ignore.path}"] if ignore.path else []),
        *([f"groups {' '.join(sorted(ignore.groups))}"] if ignore.groups else []),
        *([f"until {ignore.expires}"] if ignore.expires else []),
    ]
    return f"{', '.join(where)}: {ignore.reason} ({ignore.owner})"
