"""Defines the settings of a run, each with its origin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pratique.config.form import BeforeInspection, FailOn, Syncs, Writes
from pratique.config.layer import OidcSetting, RegistrySetting
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
    INCIDENTS,
    JOBS,
    MAX_ARTIFACT_MB,
    MAX_ARTIFACTS_MB,
    MAX_DB_AGE,
    MIRRORS,
    OFFLINE,
    OWN_PACKAGES,
    OWN_PUBLISHERS,
    PLATFORM,
    REQUIRE_IN_CI,
    SNAPSHOT,
    SNAPSHOT_KEYS,
    SNAPSHOT_URL,
    SOURCES,
    TIMEOUT_S,
)
from pratique.core.audit import Ignore
from pratique.core.bar import Bar
from pratique.core.mode import Mode
from pratique.core.policy import Policy

BUILT_IN = "built-in"
"""The origin that is shown for default values."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A glob of files that are skipped. The report lists the files that a project's own settings exclude."""

    glob: str
    origin: str
    from_project: bool


@dataclass(frozen=True, slots=True)
class Ignored:
    """A setting that has no effect, with the reason."""

    key: str
    origin: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """The settings of `check`: its scope and the threshold for failure."""

    exclude: tuple[Exclusion, ...] = ()
    platform: str | None = PLATFORM.default
    all_artifacts: bool = ALL_ARTIFACTS.default
    fail_on: FailOn = FAIL_ON.default
    git_hosts: tuple[str, ...] = GIT_HOSTS.default


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSettings:
    """The settings of `audit`: the threshold for failure, and the maximum age of advisory sources."""

    fail_on: Bar = AUDIT_FAIL_ON.default
    max_db_age: timedelta = MAX_DB_AGE.default


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisorySettings:
    """The settings for sources of advisories."""

    incidents: bool = INCIDENTS.default
    snapshot: bool = SNAPSHOT.default
    snapshot_url: str | None = SNAPSHOT_URL.default
    snapshot_keys: tuple[str, ...] = SNAPSHOT_KEYS.default
    require_in_ci: bool = REQUIRE_IN_CI.default
    sources: tuple[str, ...] = SOURCES.default
    mirrors: tuple[str, ...] = MIRRORS.default


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """The resource limits of a run. `jobs=0` means one worker for each processor."""

    jobs: int = JOBS.default
    offline: bool = OFFLINE.default
    timeout_s: int = TIMEOUT_S.default
    max_artifact_mb: int = MAX_ARTIFACT_MB.default


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheSettings:
    """The size limits of the state folder."""

    max_artifacts_mb: int = MAX_ARTIFACTS_MB.default


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettings:
    """The settings for reports."""

    diff_url: str | None = DIFF_URL.default


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSettings:
    """The packages that you publish, and the accounts that may publish them."""

    packages: tuple[str, ...] = OWN_PACKAGES.default
    publishers: tuple[str, ...] = OWN_PUBLISHERS.default


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySettings:
    """Settings for history checks that disclose data to third parties."""

    email_domains: bool = HISTORY_EMAIL_DOMAINS.default
    resolvers: tuple[str, ...] = HISTORY_RESOLVERS.default
    private_names: bool = HISTORY_PRIVATE_NAMES.default


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSettings:
    """The access rules and operating limits of the gate."""

    tokens_file: str | None = GATE_TOKENS_FILE.default
    writes: Writes = GATE_WRITES.default
    mode: Mode = GATE_MODE.default
    webhook: str | None = GATE_WEBHOOK.default
    webhook_secret_file: str | None = GATE_WEBHOOK_SECRET_FILE.default
    keep: timedelta = GATE_KEEP.default
    log_keep: timedelta = GATE_LOG_KEEP.default
    export: tuple[str, ...] = GATE_EXPORT.default
    require_advisories: bool = GATE_REQUIRE_ADVISORIES.default
    sync: Syncs = GATE_SYNC.default
    sync_every: timedelta = GATE_SYNC_EVERY.default
    trusted_proxies: tuple[str, ...] = GATE_TRUSTED_PROXIES.default
    hosts: tuple[str, ...] = GATE_HOSTS.default
    tls_certificate: str | None = GATE_TLS_CERTIFICATE.default
    tls_key: str | None = GATE_TLS_KEY.default
    oidc: tuple[OidcSetting, ...] = ()
    """The issuers of ID tokens that the gate exchanges for its own tokens."""
    serve_before_inspection: BeforeInspection = GATE_SERVE_BEFORE_INSPECTION.default
    prefetch_adopted: bool = GATE_PREFETCH_ADOPTED.default


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a run."""

    policy: Policy = field(default_factory=Policy)
    check: CheckSettings = field(default_factory=CheckSettings)
    audit: AuditSettings = field(default_factory=AuditSettings)
    advisories: AdvisorySettings = field(default_factory=AdvisorySettings)
    run: RunSettings = field(default_factory=RunSettings)
    cache: CacheSettings = field(default_factory=CacheSettings)
    report: ReportSettings = field(default_factory=ReportSettings)
    own: OwnSettings = field(default_factory=OwnSettings)
    history: HistorySettings = field(default_factory=HistorySettings)
    gate: GateSettings = field(default_factory=GateSettings)
    ignores: tuple[Ignore, ...] = ()
    """The ignored advisories of all layers, which do not make `audit` fail."""
    registries: tuple[RegistrySetting, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    """The location where each value is set, by key; `built-in` for a default."""
    denied_origins: Mapping[str, str] = field(default_factory=dict)
    """The location where each denied purl is set."""
    ignored: tuple[Ignored, ...] = ()
