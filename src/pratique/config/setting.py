"""The table of settings with one value: key, default, form, variable, and the comparison of strictness.

The docs, the JSON Schema, the environment variables and the rule that a project may only make settings stricter all
use this table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from pratique.config import form
from pratique.config.form import FailOn, Form, Syncs, Writes
from pratique.core.bar import Bar
from pratique.core.mode import Mode

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Generic[T]):
    """One setting. `stricter(new, old)` returns True if a project's file may replace `old` by `new`.

    If it is None, a project's file cannot change the setting.
    """

    key: str
    """Section and name, such as `policy.min_age`."""
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
    about="A new artifact that was published more recently than this waits.",
    form=form.duration(),
    default=timedelta(hours=72),
    variable="PRATIQUE_MIN_AGE",
    stricter=_longer,
)
MIN_AGE_SIGNALLED = Setting(
    key="policy.min_age_signalled",
    about="The same, when the registry's metadata give a reason for caution.",
    form=form.duration(),
    default=timedelta(days=14),
    variable="PRATIQUE_MIN_AGE_SIGNALLED",
    stricter=_longer,
)
HOLD_INCOMPLETE = Setting(
    key="policy.hold_incomplete",
    about="Hold a new artifact for review when code in it could not be read.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_HOLD_INCOMPLETE",
    stricter=_only_to_true,
)
PLATFORM = Setting(
    key="check.platform",
    about="The platform whose files are judged, with a Python if one is named (linux-x86_64-py312, py312); without it, that of this machine.",
    form=form.platform(),
    default=None,
    variable="PRATIQUE_PLATFORM",
)
ALL_ARTIFACTS = Setting(
    key="check.all_artifacts",
    about="Judge the files for every platform, not only those for one.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_ALL_ARTIFACTS",
    stricter=_only_to_true,
)
FAIL_ON = Setting(
    key="check.fail_on",
    about="The mildest stop that gives exit code 1: block, review or wait.",
    form=form.choice(FailOn),
    default=FailOn.REVIEW,
    variable="PRATIQUE_FAIL_ON",
    stricter=_lower_bar,
)
GIT_HOSTS = Setting(
    key="check.git_hosts",
    about="Hosts whose git repositories may be asked for the commits that locks name; all others are not judged.",
    form=form.hosts(),
    default=(),
    variable="PRATIQUE_GIT_HOSTS",
    stricter=_fewer,
)
AUDIT_FAIL_ON = Setting(
    key="audit.fail_on",
    about="Which findings of an audit give exit code 1, such as `high` or `critical,high+fixable,kev`; malware always does.",
    form=form.bar(),
    default=Bar(),
    variable="PRATIQUE_AUDIT_FAIL_ON",
    stricter=_stricter_bar,
)
MAX_DB_AGE = Setting(
    key="audit.max_db_age",
    about="Maximum age of advisory sources; with older ones, the answer is incomplete.",
    form=form.duration(),
    default=timedelta(days=7),
    variable="PRATIQUE_MAX_DB_AGE",
    stricter=_shorter,
)
INCIDENTS = Setting(
    key="advisories.incidents",
    about="Whether the catalogue of great incidents that ships with Pratique is held against releases, too.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_INCIDENTS",
    stricter=_only_to_true,
)
SNAPSHOT = Setting(
    key="advisories.snapshot",
    about="Check releases against the snapshot of malicious releases: the one that was downloaded, or the one that ships with Pratique.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_SNAPSHOT",
    stricter=_only_to_true,
)
SNAPSHOT_URL = Setting(
    key="advisories.snapshot_url",
    about="Where a newer snapshot is published; asked before a run, and by a gate. Without it, nothing is asked.",
    form=form.address_of_hook("https://downloads.example/malicious.snapshot"),
    default=None,
    variable="PRATIQUE_SNAPSHOT_URL",
)
SNAPSHOT_KEYS = Setting(
    key="advisories.snapshot_keys",
    about="Public keys that may sign a snapshot, beside those that ship with Pratique: `ed25519:BASE64`.",
    form=form.listed(r"ed25519:[A-Za-z0-9+/]{43}=", 'a list of keys, such as ["ed25519:BASE64"]'),
    default=(),
    variable="PRATIQUE_SNAPSHOT_KEYS",
)
REQUIRE_IN_CI = Setting(
    key="advisories.require_in_ci",
    about="In CI (CI=true), exit code 0 needs data on malicious releases no older than `audit.max_db_age`; without them it is 3.",
    form=form.boolean(),
    default=True,
    variable="PRATIQUE_REQUIRE_ADVISORIES_IN_CI",
    stricter=_only_to_true,
)
SOURCES = Setting(
    key="advisories.sources",
    about="The sources that `advisories sync` downloads; by default, those marked in `pratique help advisories`.",
    form=form.names(),
    default=(),
    variable="PRATIQUE_ADVISORY_SOURCES",
)
MIRRORS = Setting(
    key="advisories.mirrors",
    about="Mirrors of sources: `name=https://host/path`.",
    form=form.mirrors(),
    default=(),
    variable="PRATIQUE_ADVISORY_MIRRORS",
)
JOBS: Setting[int] = Setting(
    key="run.jobs",
    about="Worker processes; 0: as many as this machine has processors.",
    form=form.whole(0, 256),
    default=0,
    variable="PRATIQUE_JOBS",
)
OFFLINE = Setting(
    key="run.offline",
    about="Ask no registry; use what this installation remembers.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_OFFLINE",
)
TIMEOUT_S: Setting[int] = Setting(
    key="run.timeout_s",
    about="CPU seconds for the inspection of one artifact.",
    form=form.whole(1, 3600),
    default=120,
    variable="PRATIQUE_TIMEOUT_S",
)
MAX_ARTIFACT_MB: Setting[int] = Setting(
    key="run.max_artifact_mb",
    about="Largest artifact that is downloaded, in MiB.",
    form=form.whole(1, 4096),
    default=512,
    variable="PRATIQUE_MAX_ARTIFACT_MB",
)
MAX_ARTIFACTS_MB: Setting[int] = Setting(
    key="cache.max_artifacts_mb",
    about="Space for downloaded artifacts in the state folder, in MiB; never allowed files are removed first, then the least recently requested.",
    form=form.whole(0, 1_048_576),
    default=4096,
    variable="PRATIQUE_MAX_ARTIFACTS_MB",
)
DIFF_URL = Setting(
    key="report.diff_url",
    about="Where two releases can be compared, for links: {ecosystem}, {name}, {before} and {after} are filled in.",
    form=form.address_of_diff(),
    default=None,
    variable="PRATIQUE_DIFF_URL",
)
OWN_PACKAGES = Setting(
    key="own.packages",
    about="Packages that you publish, for `history --own`: `npm:name`, `npm:@scope`, `pypi:name`, `gem:name`.",
    form=form.listed(
        r"(?:npm|pypi|gem):[!-+\--~]{1,214}", 'a list of packages, such as ["npm:@acme", "pypi:acme-tool"]'
    ),
    default=(),
    variable="PRATIQUE_OWN_PACKAGES",
)
OWN_PUBLISHERS = Setting(
    key="own.publishers",
    about="Accounts that may publish them; without any, publishers are only listed.",
    form=form.listed(r"[ -+\--~]{1,214}", 'a list of accounts, such as ["ada", "acme-bot"]'),
    default=(),
    variable="PRATIQUE_OWN_PUBLISHERS",
)

HISTORY_EMAIL_DOMAINS = Setting(
    key="history.email_domains",
    about="Ask the resolver whether the e-mail domains of maintainers exist; it learns which domains are asked for.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_HISTORY_EMAIL_DOMAINS",
)
HISTORY_RESOLVERS = Setting(
    key="history.resolvers",
    about="Resolvers to ask, as addresses; none named: those of this machine (/etc/resolv.conf).",
    form=form.listed(
        r"[0-9.]{7,15}(?::[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](?::[0-9]{1,5})?|[0-9a-fA-F:.]{2,45}",
        'a list of addresses, such as ["192.0.2.53", "[2001:db8::53]:5353"]',
    ),
    default=(),
    variable="PRATIQUE_HISTORY_RESOLVERS",
)
HISTORY_PRIVATE_NAMES = Setting(
    key="history.private_names",
    about="Ask the public registry whether it lists the names of private packages; it learns these names.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_HISTORY_PRIVATE_NAMES",
)


def _only_to_refuse(new: Writes, old: Writes) -> bool:
    return new is Writes.REFUSE and old is not new


GATE_TOKENS_FILE = Setting(
    key="gate.tokens_file",
    about="The file of the tokens that clients of the gate need; without it, that of the state folder, if it is there.",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_TOKENS_FILE",
)
GATE_WRITES = Setting(
    key="gate.writes",
    about="What the gate does with logins and with what changes a registry: refuse, or pass it on to the name's own registry.",
    form=form.choice(Writes),
    default=Writes.REFUSE,
    variable="PRATIQUE_GATE_WRITES",
    stricter=_only_to_refuse,
)


def _only_to_enforce(new: Mode, old: Mode) -> bool:
    return new is Mode.ENFORCE and old is not new


GATE_MODE = Setting(
    key="gate.mode",
    about="What the gate does about its verdicts: enforce them, or observe (known-bad is refused, the rest is served and logged).",
    form=form.choice(Mode),
    default=Mode.ENFORCE,
    variable="PRATIQUE_GATE_MODE",
    stricter=_only_to_enforce,
)
GATE_WEBHOOK = Setting(
    key="gate.webhook",
    about="Where the gate sends, signed, who got something that turned bad; `pratique help victims` says what.",
    form=form.address_of_hook(),
    default=None,
    variable="PRATIQUE_GATE_WEBHOOK",
)
GATE_WEBHOOK_SECRET_FILE = Setting(
    key="gate.webhook_secret_file",
    about="The file of the secret that signs it; without it, PRATIQUE_GATE_WEBHOOK_SECRET holds the secret.",
    form=form.path(),
    default=None,
    variable="PRATIQUE_GATE_WEBHOOK_SECRET_FILE",
)
GATE_KEEP = Setting(
    key="gate.keep",
    about="How long what the gate served is kept after it was last asked for, whatever the room; 0: within the room.",
    form=form.duration(),
    default=timedelta(0),
    variable="PRATIQUE_GATE_KEEP",
)
GATE_REQUIRE_ADVISORIES = Setting(
    key="gate.require_advisories",
    about="Whether the gate refuses to start without a fresh source of malicious releases for every registry that it serves.",
    form=form.boolean(),
    default=False,
    variable="PRATIQUE_GATE_REQUIRE_ADVISORIES",
)
GATE_SYNC = Setting(
    key="gate.sync",
    about="What the gate keeps fresh by itself: auto (the snapshot if its address is set, else the sources that were synced here before), snapshot, sources (both), or off.",
    form=form.choice(Syncs),
    default=Syncs.AUTO,
    variable="PRATIQUE_GATE_SYNC",
)
GATE_SYNC_EVERY = Setting(
    key="gate.sync_every",
    about="How often it asks for the snapshot; the sources are asked every 6 hours.",
    form=form.duration(),
    default=timedelta(minutes=20),
    variable="PRATIQUE_GATE_SYNC_EVERY",
)
GATE_TRUSTED_PROXIES: Setting[tuple[str, ...]] = Setting(
    key="gate.trusted_proxies",
    about="Addresses and networks of the proxies before the gate whose X-Forwarded-For, -Proto and -Host are believed.",
    form=form.networks(),
    default=(),
    variable="PRATIQUE_GATE_TRUSTED_PROXIES",
)
GATE_HOSTS: Setting[tuple[str, ...]] = Setting(
    key="gate.hosts",
    about="Host names by which clients reach the gate, beside its own addresses; another Host is answered 421. --public-url makes it needless.",
    form=form.hosts(),
    default=(),
    variable="PRATIQUE_GATE_HOSTS",
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
    GATE_REQUIRE_ADVISORIES,
    GATE_SYNC,
    GATE_SYNC_EVERY,
    GATE_TRUSTED_PROXIES,
    GATE_HOSTS,
)
"""Every setting that holds one value, in the order of the documentation."""

SETTING_BY_KEY: Mapping[str, Setting[Any]] = {setting.key: setting for setting in SETTINGS}
