"""Defines the settings with one value: key, default, form, environment variable, and strictness.

The documentation, the JSON Schema, the parsers and `combination` all use this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from pratique.config import form
from pratique.config.form import BeforeInspection, FailOn, Form, Syncs, Writes
from pratique.core.bar import Bar
from pratique.core.mode import Mode

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting.

    `stricter(new, old)` returns True if a project's file may replace `old` by `new`. If `stricter` is None, a
    project's file cannot change the setting.
    """

    key: str
    """The section and the name, such as `policy.min_age`."""
    about: str
    form: Form[T]
    default: T
    variable: str
    stricter: Callable[[T, T], bool] | None = None


def _longer(new: timedelta, old: timedelta) -> bool:
    return new > old


def _only_to_true(new: bool, old: bool) -> bool:  # noqa: FBT001 - the two values that are compared
    return new and not old


def _lower_bar(new: FailOn, old: FailOn) -> bool:
    return new.strictness > old.strictness


def _fewer(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    return set(new) < set(old)


def _stricter_bar(new: Bar, old: Bar) -> bool:
    return new != old and new.at_least_as_strict_as(old)


def _shorter(new: timedelta, old: timedelta) -> bool:
    return new < old


MIN_AGE = Setting(
    key="policy.min_age",
    about="Cooldown: the minimum age of a new artifact before it is allowed.",
    form=form.duration(),
    default=timedelta(hours=72),
    variable="PRATIQUE_MIN_AGE",
    stricter=_longer,
)
MIN_AGE_SIGNALLED = Setting(
    key="policy.min_age_signalled",
    about="Cooldown of a new artifact for which a signal from registry metadata fired.",
    form=form.duration(),
    default=timedelta(days=14),
    variable="PRATIQUE_MIN_AGE_SIGNALLED",
    stricter=_longer,
)
HOLD_INCOMPLETE = Setting(
    key="policy.hold_incomplete",
    about="Hold a new artifact for review if its code could not be read completely.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_HOLD_INCOMPLETE",
    stricter=_only_to_true,
)
PLATFORM = Setting(
    key="check.platform",
    about="Platform of the files to check, optionally with a Python version, such as "
    "linux-x86_64-py312 or py312 (default: the platform of this machine).",
    form=form.platform(),
    default=None,
    variable="PRATIQUE_PLATFORM",
)
ALL_ARTIFACTS = Setting(
    key="check.all_artifacts",
    about="Check the files for every platform, not only for `check.platform`.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_ALL_ARTIFACTS",
    stricter=_only_to_true,
)
FAIL_ON = Setting(
    key="check.fail_on",
    about="Minimum severity of a result that causes exit code 1: block, review or wait.",
    form=form.choice(FailOn),
    default=FailOn.REVIEW,
    variable="PRATIQUE_FAIL_ON",
    stricter=_lower_bar,
)
GIT_HOSTS = Setting(
    key="check.git_hosts",
    about="Hosts from which Pratique may fetch the git commits that lockfiles specify. Pratique "
    "does not check git commits on any other host.",
    form=form.hosts(),
    default=(),
    variable="PRATIQUE_GIT_HOSTS",
    stricter=_fewer,
)
AUDIT_FAIL_ON = Setting(
    key="audit.fail_on",
    about="Audit findings that cause exit code 1, such as `high` or `critical,high+fixable,kev`. "
    "Malware always causes exit code 1.",
    form=form.bar(),
    default=Bar(),
    variable="PRATIQUE_AUDIT_FAIL_ON",
    stricter=_stricter_bar,
)
MAX_DB_AGE = Setting(
    key="audit.max_db_age",
    about="Maximum age of advisory sources. If an advisory source is older than this age, the "
    "result of the audit is incomplete.",
    form=form.duration(),
    default=timedelta(days=7),
    variable="PRATIQUE_MAX_DB_AGE",
    stricter=_shorter,
)
INCIDENTS = Setting(
    key="advisories.incidents",
    about="Also check releases against the catalogue of major incidents that ships with Pratique.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_INCIDENTS",
    stricter=_only_to_true,
)
SNAPSHOT = Setting(
    key="advisories.snapshot",
    about="Check releases against the snapshot (list) of malicious releases that was downloaded or "
    "that ships with Pratique.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_SNAPSHOT",
    stricter=_only_to_true,
)
SNAPSHOT_URL = Setting(
    key="advisories.snapshot_url",
    about="URL of the published snapshot of malicious releases. Pratique requests the snapshot of "
    "malicious releases from this URL before a run, and a running gate requests it regularly."
    " If no snapshot URL is set, Pratique does not request snapshots.",
    form=form.address_of_hook("https://downloads.example/malicious.snapshot"),
    default=None,
    variable="PRATIQUE_SNAPSHOT_URL",
)
SNAPSHOT_KEYS = Setting(
    key="advisories.snapshot_keys",
    about="Public keys that may sign snapshots, in addition to the keys that ship with Pratique, in"
    " the form `ed25519:BASE64`.",
    form=form.listed(r"ed25519:[A-Za-z0-9+/]{43}=", 'a list of keys, such as ["ed25519:BASE64"]'),
    default=(),
    variable="PRATIQUE_SNAPSHOT_KEYS",
)
REQUIRE_IN_CI = Setting(
    key="advisories.require_in_ci",
    about="In CI (CI=true), return exit code 3 instead of 0 if data on malicious releases is missing or older "
    "than `audit.max_db_age`.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_REQUIRE_ADVISORIES_IN_CI",
    stricter=_only_to_true,
)
SOURCES = Setting(
    key="advisories.sources",
    about="Advisory sources that `pratique advisories sync` downloads. `pratique help advisories` "
    "shows which advisory sources are the default.",
    form=form.names(),
    default=(),
    variable="PRATIQUE_ADVISORY_SOURCES",
)
MIRRORS = Setting(
    key="advisories.mirrors",
    about="Mirrors of advisory sources, in the form `name=https://host/path`.",
    form=form.mirrors(),
    default=(),
    variable="PRATIQUE_ADVISORY_MIRRORS",
)
JOBS: Setting[int] = Setting(
    key="run.jobs",
    about="Number of worker processes; 0 means one for each processor.",
    form=form.whole(0, 256),
    default=0,
    variable="PRATIQUE_JOBS",
)
OFFLINE = Setting(
    key="run.offline",
    about="Send no requests to registries; use cached data only.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_OFFLINE",
)
TIMEOUT_S: Setting[int] = Setting(
    key="run.timeout_s",
    about="Maximum CPU time for the inspection of one artifact, in seconds.",
    form=form.whole(1, 3600),
    default=120,
    variable="PRATIQUE_TIMEOUT_S",
)
MAX_ARTIFACT_MB: Setting[int] = Setting(
    key="run.max_artifact_mb",
    about="Maximum size of a downloaded artifact, in MiB. A gate holds a larger artifact for review.",
    form=form.whole(1, 65_536),
    default=4096,
    variable="PRATIQUE_MAX_ARTIFACT_MB",
)
MAX_ARTIFACTS_MB: Setting[int] = Setting(
    key="cache.max_artifacts_mb",
    about="Maximum total size of the downloaded artifacts in the state folder, in MiB. If the stored "
    "artifacts exceed this limit, Pratique first removes artifacts that were never allowed, then the artifacts that "
    "were least recently requested.",
    form=form.whole(0, 1_048_576),
    default=4096,
    variable="PRATIQUE_MAX_ARTIFACTS_MB",
)
DIFF_URL = Setting(
    key="report.diff_url",
    about="URL template of links to a comparison of two releases, with the placeholders "
    "{ecosystem}, {name}, {before} and {after}.",
    form=form.address_of_diff(),
    default=None,
    variable="PRATIQUE_DIFF_URL",
)
OWN_PACKAGES = Setting(
    key="own.packages",
    about="Packages that you publish and that `pratique history --own` monitors: `npm:name`, "
    "`npm:@scope`, `pypi:name`, `gem:name`.",
    form=form.listed(
        r"(?:npm|pypi|gem):[!-+\--~]{1,214}", 'a list of packages, such as ["npm:@acme", "pypi:acme-tool"]'
    ),
    default=(),
    variable="PRATIQUE_OWN_PACKAGES",
)
OWN_PUBLISHERS = Setting(
    key="own.publishers",
    about="Accounts that may publish your own packages. If no account is set, Pratique lists the "
    "publishers of your packages but does not check them.",
    form=form.listed(r"[ -+\--~]{1,214}", 'a list of accounts, such as ["ada", "acme-bot"]'),
    default=(),
    variable="PRATIQUE_OWN_PUBLISHERS",
)

HISTORY_EMAIL_DOMAINS = Setting(
    key="history.email_domains",
    about="Query the DNS resolver for the e-mail domains of maintainers, to check that the domains "
    "exist. The DNS queries reveal the domains to the resolver.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_HISTORY_EMAIL_DOMAINS",
)
HISTORY_RESOLVERS = Setting(
    key="history.resolvers",
    about="IP addresses of the DNS resolvers to query (default: the resolvers of this machine in "
    "/etc/resolv.conf).",
    form=form.listed(
        r"[0-9.]{7,15}(?::[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](?::[0-9]{1,5})?|[0-9a-fA-F:.]{2,45}",
        'a list of IP addresses, such as ["192.0.2.53", "[2001:db8::53]:5353"]',
    ),
    default=(),
    variable="PRATIQUE_HISTORY_RESOLVERS",
)
HISTORY_PRIVATE_NAMES = Setting(
    key="history.private_names",
    about="Query the public registry for the names of private packages. The queries reveal the "
    "private names to the public registry.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_HISTORY_PRIVATE_NAMES",
)


def _only_to_refuse(new: Writes, old: Writes) -> bool:
    return new is Writes.REFUSE and old is not new


GATE_TOKENS_FILE = Setting(
    key="gate.tokens_file",
    about="File with the tokens of the gate's clients (default: the token file in the state folder,"
    " if it exists).",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_TOKENS_FILE",
)
GATE_WRITES = Setting(
    key="gate.writes",
    about="How the gate handles logins and requests that change a registry: `refuse` refuses them, "
    "`pass` forwards them to the registry of the package.",
    form=form.choice(Writes),
    default=Writes.REFUSE,
    variable="PRATIQUE_GATE_WRITES",
    stricter=_only_to_refuse,
)


def _only_to_enforce(new: Mode, old: Mode) -> bool:
    return new is Mode.ENFORCE and old is not new


GATE_MODE = Setting(
    key="gate.mode",
    about="Mode of the gate: `enforce` enforces all verdicts; `observe` blocks known-bad artifacts,"
    " and serves and logs all others.",
    form=form.choice(Mode),
    default=Mode.ENFORCE,
    variable="PRATIQUE_GATE_MODE",
    stricter=_only_to_enforce,
)
GATE_WEBHOOK = Setting(
    key="gate.webhook",
    about="URL that receives signed alarms about clients that downloaded a release before it was blocked (see "
    "`pratique help victims`).",
    form=form.address_of_hook(),
    default=None,
    variable="PRATIQUE_GATE_WEBHOOK",
)
GATE_WEBHOOK_SECRET_FILE = Setting(
    key="gate.webhook_secret_file",
    about="File with the secret that signs the webhook's alarms (default: the secret in "
    "PRATIQUE_GATE_WEBHOOK_SECRET).",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_WEBHOOK_SECRET_FILE",
)
GATE_KEEP = Setting(
    key="gate.keep",
    about="Minimum time for which the gate retains a served artifact after its last request, even "
    "beyond the size limit (0: no minimum).",
    form=form.duration(),
    default=timedelta(0),
    variable="PRATIQUE_GATE_KEEP",
)
GATE_LOG_KEEP = Setting(
    key="gate.log_keep",
    about="Minimum time for which a decision stays in the database. The gate moves older months of decisions to "
    "compressed files in the folder `log` of the state folder, which `pratique log` and `pratique affected` also "
    "read (0: all decisions stay in the database).",
    form=form.duration(),
    default=timedelta(days=400),
    variable="PRATIQUE_GATE_LOG_KEEP",
)
GATE_EXPORT: Setting[tuple[str, ...]] = Setting(
    key="gate.export",
    about="Where the gate sends each new decision, approval, denial and freeze as a line of JSON: `file:/PATH`, "
    "`syslog:HOST:PORT` (UDP), `syslog+tcp:HOST:PORT`, `syslog:/dev/log`, or an http or https URL that receives "
    "signed batches.",
    form=form.exports(),
    default=(),
    variable="PRATIQUE_GATE_EXPORT",
)
GATE_REQUIRE_ADVISORIES = Setting(
    key="gate.require_advisories",
    about="Start the gate only if fresh data on malicious releases is available for every served registry.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_GATE_REQUIRE_ADVISORIES",
)
GATE_SYNC = Setting(
    key="gate.sync",
    about="Data that the gate updates automatically: `auto` (the snapshot if its URL is set, else "
    "the advisory sources that were synced on this machine before), `snapshot`, `sources` "
    "(advisory sources and snapshot), or `off`.",
    form=form.choice(Syncs),
    default=Syncs.AUTO,
    variable="PRATIQUE_GATE_SYNC",
)
GATE_SYNC_EVERY = Setting(
    key="gate.sync_every",
    about="Interval between the gate's requests for the snapshot of malicious releases. The gate "
    "syncs advisory sources every 6 hours, independent of this interval.",
    form=form.duration(),
    default=timedelta(minutes=20),
    variable="PRATIQUE_GATE_SYNC_EVERY",
)
GATE_TRUSTED_PROXIES: Setting[tuple[str, ...]] = Setting(
    key="gate.trusted_proxies",
    about="IP addresses and networks of reverse proxies whose X-Forwarded-For, X-Forwarded-Proto and "
    "X-Forwarded-Host headers the gate trusts.",
    form=form.networks(),
    default=(),
    variable="PRATIQUE_GATE_TRUSTED_PROXIES",
)
GATE_HOSTS: Setting[tuple[str, ...]] = Setting(
    key="gate.hosts",
    about="Host names that clients use to connect to the gate, in addition to its own addresses. "
    "The gate rejects requests with any other Host header with status 421. The setting "
    "`gate.hosts` is not needed if `gate serve --public-url` is used.",
    form=form.hosts(),
    default=(),
    variable="PRATIQUE_GATE_HOSTS",
)

GATE_TLS_CERTIFICATE = Setting(
    key="gate.tls_certificate",
    about="PEM file with the TLS certificate of the gate, followed by its intermediate certificates. With a "
    "certificate, the gate accepts only https. The gate loads a renewed certificate within seconds.",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_TLS_CERTIFICATE",
)
GATE_TLS_KEY = Setting(
    key="gate.tls_key",
    about="PEM file with the private key of the gate's TLS certificate, without a passphrase.",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_TLS_KEY",
)


def _only_to_never(new: BeforeInspection, old: BeforeInspection) -> bool:
    return new is BeforeInspection.NEVER and old is not new


GATE_SERVE_BEFORE_INSPECTION = Setting(
    key="gate.serve_before_inspection",
    about="Artifacts that the gate serves before their inspection ends, if no record reports them as malicious: "
    "`adopted` (only artifacts with a digest from `pratique gate adopt`) or `never`.",
    form=form.choice(BeforeInspection),
    default=BeforeInspection.ADOPTED,
    variable="PRATIQUE_GATE_SERVE_BEFORE_INSPECTION",
    stricter=_only_to_never,
)
GATE_PREFETCH_ADOPTED = Setting(
    key="gate.prefetch_adopted",
    about="Download and inspect adopted artifacts while no client uses the gate, at most one per second.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_GATE_PREFETCH_ADOPTED",
)

SETTINGS: tuple[Setting[Any], ...] = (
    MIN_AGE,
    MIN_AGE_SIGNALLED,
    HOLD_INCOMPLETE,
    PLATFORM,
    ALL_ARTIFACTS,
    FAIL_ON,
    GIT_HOSTS,
    AUDIT_FAIL_ON,
    MAX_DB_AGE,
    INCIDENTS,
    SNAPSHOT,
    SNAPSHOT_URL,
    SNAPSHOT_KEYS,
    REQUIRE_IN_CI,
    SOURCES,
    MIRRORS,
    JOBS,
    OFFLINE,
    TIMEOUT_S,
    MAX_ARTIFACT_MB,
    MAX_ARTIFACTS_MB,
    DIFF_URL,
    OWN_PACKAGES,
    OWN_PUBLISHERS,
    HISTORY_EMAIL_DOMAINS,
    HISTORY_RESOLVERS,
    HISTORY_PRIVATE_NAMES,
    GATE_TOKENS_FILE,
    GATE_WRITES,
    GATE_MODE,
    GATE_WEBHOOK,
    GATE_WEBHOOK_SECRET_FILE,
    GATE_KEEP,
    GATE_LOG_KEEP,
    GATE_EXPORT,
    GATE_REQUIRE_ADVISORIES,
    GATE_SYNC,
    GATE_SYNC_EVERY,
    GATE_TRUSTED_PROXIES,
    GATE_HOSTS,
    GATE_TLS_CERTIFICATE,
    GATE_TLS_KEY,
    GATE_SERVE_BEFORE_INSPECTION,
    GATE_PREFETCH_ADOPTED,
)
"""All settings with one value, in the order of the documentation."""

SETTING_BY_KEY: Mapping[str, Setting[Any]] = {setting.key: setting for setting in SETTINGS}
