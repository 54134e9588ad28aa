"""Merges layers of settings: the operator's layers in ascending order of authority, then stricter values from projects.

A project's own files never make a setting less strict than the operator's layers. `Settings.ignored` lists the less
strict values of projects, which have no effect.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pratique.config.layer import Authority, Layer, RegistrySetting, Told
from pratique.config.setting import (
    ALL_ARTIFACTS,
    AUDIT_FAIL_ON,
    DIFF_URL,
    FAIL_ON,
    GATE_EXPORT,
    GATE_HOSTS,
    GATE_KEEP,
    GATE_LOG_KEEP,
    GATE_MODE,
    GATE_PREFETCH_ADOPTED,
    GATE_REQUIRE_ADVISORIES,
    GATE_SERVE_BEFORE_INSPECTION,
    GATE_SYNC,
    GATE_SYNC_EVERY,
    GATE_TLS_CERTIFICATE,
    GATE_TLS_KEY,
    GATE_TOKENS_FILE,
    GATE_TRUSTED_PROXIES,
    GATE_WEBHOOK,
    GATE_WEBHOOK_SECRET_FILE,
    GATE_WRITES,
    GIT_HOSTS,
    HISTORY_EMAIL_DOMAINS,
    HISTORY_PRIVATE_NAMES,
    HISTORY_RESOLVERS,
    HOLD_INCOMPLETE,
    INCIDENTS,
    JOBS,
    MAX_ARTIFACT_MB,
    MAX_ARTIFACTS_MB,
    MAX_DB_AGE,
    MIN_AGE,
    MIN_AGE_SIGNALLED,
    MIRRORS,
    OFFLINE,
    OWN_PACKAGES,
    OWN_PUBLISHERS,
    PLATFORM,
    REQUIRE_IN_CI,
    SETTINGS,
    SNAPSHOT,
    SNAPSHOT_KEYS,
    SNAPSHOT_URL,
    SOURCES,
    TIMEOUT_S,
    Setting,
)
from pratique.config.settings import (
    BUILT_IN,
    AdvisorySettings,
    AuditSettings,
    CacheSettings,
    CheckSettings,
    Exclusion,
    GateSettings,
    HistorySettings,
    Ignored,
    OwnSettings,
    ReportSettings,
    RunSettings,
    Settings,
)
from pratique.core.policy import Policy

T = TypeVar("T")

_NOT_STRICTER = "a project's own file may only make this setting stricter"
_BELOW_FLOOR = "the organisation's file is stricter, and no other layer may relax it"
_NO_SAY = "a project's own file cannot change this setting"
_SELF_WAIVER = "a waiver in the checked project itself has no effect"
_UNTRUSTED = "a project's own registries are used only with --trust-project"
_PLAIN = "a project cannot set `private` or `times` of its registry; the registry itself is used"
_TAKEN = "this registry is already configured"


def combine(layers: Iterable[Layer], *, trust_project: bool = False) -> Settings:
    """Return the settings of a run, merged from layers in any order.

    For a setting with one value, the last operator layer wins (organisation, user, environment, command line). A
    value that is less strict than the organisation's value is not used. A project's value is used only if it is
    stricter than the operator's value. The denied packages, exclusions and ignores of all layers are combined; a
    project may add ignores because ignored findings are still listed. A project's waivers apply only if they are in
    the settings file of the target branch. A project's registries are used only with `trust_project`; even then,
    their keys `private` and `times` are ignored.
    """
    ordered = sorted(layers, key=lambda layer: layer.authority.value)
    operators = [layer for layer in ordered if not layer.authority.from_project]
    projects = [layer for layer in ordered if layer.authority.from_project]
    ignored: list[Ignored] = []
    told = {s.key: _choose(s, operators, projects, ignored) for s in SETTINGS}
    # One layer that holds every value, so that each is read back by its own setting.
    chosen = Layer(authority=Authority.COMMAND_LINE, origin="all", values=told)
    denied = _denied(operators, projects)
    return Settings(
        policy=Policy(
            min_age=_value(chosen, MIN_AGE),
            min_age_signalled=_value(chosen, MIN_AGE_SIGNALLED),
            hold_incomplete=_value(chosen, HOLD_INCOMPLETE),
            waivers=tuple(
                waiver
                for layer in ordered
                if layer.authority is not Authority.PROJECT
                for waiver in layer.waivers
            ),
            denied={purl: reason.value for purl, reason in denied.items()},
        ),
        check=CheckSettings(
            exclude=_exclusions(ordered),
            platform=_value(chosen, PLATFORM),
            all_artifacts=_value(chosen, ALL_ARTIFACTS),
            fail_on=_value(chosen, FAIL_ON),
            git_hosts=_value(chosen, GIT_HOSTS),
        ),
        audit=AuditSettings(fail_on=_value(chosen, AUDIT_FAIL_ON), max_db_age=_value(chosen, MAX_DB_AGE)),
        advisories=_advisories(chosen),
        run=RunSettings(
            jobs=_value(chosen, JOBS),
            offline=_value(chosen, OFFLINE),
            timeout_s=_value(chosen, TIMEOUT_S),
            max_artifact_mb=_value(chosen, MAX_ARTIFACT_MB),
        ),
        cache=CacheSettings(max_artifacts_mb=_value(chosen, MAX_ARTIFACTS_MB)),
        report=ReportSettings(diff_url=_value(chosen, DIFF_URL)),
        own=_own(chosen),
        history=_history(chosen),
        gate=_gate(chosen, operators),
        ignores=tuple(ignore for layer in ordered for ignore in layer.ignores),
        registries=_registries(operators, projects, ignored, trusted=trust_project),
        origins={key: value.origin for key, value in told.items()},
        denied_origins={purl: reason.origin for purl, reason in denied.items()},
        ignored=(*ignored, *_other_ignored(ordered)),
    )


def _advisories(chosen: Layer) -> AdvisorySettings:
    return AdvisorySettings(
        incidents=_value(chosen, INCIDENTS),
        snapshot=_value(chosen, SNAPSHOT),
        snapshot_url=_value(chosen, SNAPSHOT_URL),
        snapshot_keys=_value(chosen, SNAPSHOT_KEYS),
        require_in_ci=_value(chosen, REQUIRE_IN_CI),
        sources=_value(chosen, SOURCES),
        mirrors=_value(chosen, MIRRORS),
    )


def _own(chosen: Layer) -> OwnSettings:
    return OwnSettings(packages=_value(chosen, OWN_PACKAGES), publishers=_value(chosen, OWN_PUBLISHERS))


def _history(chosen: Layer) -> HistorySettings:
    return HistorySettings(
        email_domains=_value(chosen, HISTORY_EMAIL_DOMAINS),
        resolvers=_value(chosen, HISTORY_RESOLVERS),
        private_names=_value(chosen, HISTORY_PRIVATE_NAMES),
    )


def _gate(chosen: Layer, operators: Sequence[Layer]) -> GateSettings:
    return GateSettings(
        tokens_file=_value(chosen, GATE_TOKENS_FILE),
        writes=_value(chosen, GATE_WRITES),
        mode=_value(chosen, GATE_MODE),
        webhook=_value(chosen, GATE_WEBHOOK),
        webhook_secret_file=_value(chosen, GATE_WEBHOOK_SECRET_FILE),
        keep=_value(chosen, GATE_KEEP),
        log_keep=_value(chosen, GATE_LOG_KEEP),
        export=_value(chosen, GATE_EXPORT),
        require_advisories=_value(chosen, GATE_REQUIRE_ADVISORIES),
        sync=_value(chosen, GATE_SYNC),
        sync_every=_value(chosen, GATE_SYNC_EVERY),
        trusted_proxies=_value(chosen, GATE_TRUSTED_PROXIES),
        hosts=_value(chosen, GATE_HOSTS),
        tls_certificate=_value(chosen, GATE_TLS_CERTIFICATE),
        tls_key=_value(chosen, GATE_TLS_KEY),
        oidc=tuple(issuer for layer in operators for issuer in layer.oidc),
        serve_before_inspection=_value(chosen, GATE_SERVE_BEFORE_INSPECTION),
        prefetch_adopted=_value(chosen, GATE_PREFETCH_ADOPTED),
    )


def _value(layer: Layer, setting: Setting[T]) -> T:
    told = layer.get(setting)
    return setting.default if told is None else told.value


def _choose(
    setting: Setting[Any], operators: Sequence[Layer], projects: Sequence[Layer], ignored: list[Ignored]
) -> Told[object]:
    chosen: Told[Any] = Told(setting.default, BUILT_IN)
    floor: Told[Any] | None = None
    for layer in operators:
        told = layer.get(setting)
        if told is None:
            continue
        if layer.authority is Authority.ORGANISATION:
            floor = told
        elif floor and setting.stricter and not _as_strict(setting, told.value, floor.value):
            ignored.append(Ignored(setting.key, told.origin, _BELOW_FLOOR))
            continue
        chosen = told
    for layer in projects:
        told = layer.get(setting)
        if told is None or told.value == chosen.value:
            continue
        if setting.stricter is None:
            ignored.append(Ignored(setting.key, told.origin, _NO_SAY))
        elif setting.stricter(told.value, chosen.value):
            chosen = told
        else:
            ignored.append(Ignored(setting.key, told.origin, _NOT_STRICTER))
    return chosen


def _as_strict(setting: Setting[Any], new: object, floor: object) -> bool:
    assert setting.stricter is not None
    return new == floor or setting.stricter(new, floor)


def _denied(operators: Sequence[Layer], projects: Sequence[Layer]) -> dict[str, Told[str]]:
    denied: dict[str, Told[str]] = {}
    for layer in operators:
        denied.update(layer.denied)
    for layer in projects:
        for purl, reason in layer.denied.items():
            denied.setdefault(purl, reason)
    return denied


def _exclusions(layers: Sequence[Layer]) -> tuple[Exclusion, ...]:
    found: dict[str, Exclusion] = {}
    for layer in layers:
        for glob in layer.exclude:
            exclusion = Exclusion(glob.value, glob.origin, layer.authority.from_project)
            found.setdefault(glob.value, exclusion)
    return tuple(found.values())


def _registries(
    operators: Sequence[Layer], projects: Sequence[Layer], ignored: list[Ignored], *, trusted: bool
) -> tuple[RegistrySetting, ...]:
    found = {(r.ecosystem, r.url): r for layer in operators for r in layer.registries}
    for registry in (registry for layer in projects for registry in layer.registries):
        name = f"registries {registry.url}"
        if not trusted:
            ignored.append(Ignored(name, registry.origin, _UNTRUSTED))
            continue
        if (registry.ecosystem, registry.url) in found:
            ignored.append(Ignored(name, registry.origin, _TAKEN))
            continue
        plain = replace(registry, private=False, times=None)
        if plain != registry:
            ignored.append(Ignored(name, registry.origin, _PLAIN))
        found[registry.ecosystem, registry.url] = plain
    return tuple(found.values())


def _other_ignored(layers: Sequence[Layer]) -> Iterable[Ignored]:
    for layer in layers:
        if layer.authority is Authority.PROJECT:
            for waiver in layer.waivers:
                yield Ignored(f"waivers {waiver.rule} {waiver.package}", waiver.origin, _SELF_WAIVER)
        if layer.authority.from_project:
            for issuer in layer.oidc:
                yield Ignored(f"gate.oidc {issuer.issuer}", issuer.origin, _NO_SAY)
        for name, near in layer.unknown:
            yield Ignored(name, layer.origin, f"unknown setting; did you mean {near}?")
