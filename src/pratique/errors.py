"""The errors of Pratique: a base class with one subclass for each kind of failure.

PratiqueError
├── UsageError        the command line or the configuration is wrong        (exit 2)
├── ParseError        a file or response does not match its format          (exit 3, or a finding)
├── RegistryError     a registry did not return the requested data          (exit 3)
├── StoreError        the state folder cannot be read or written            (exit 3)
└── AnalysisError     a worker crashed, or ran out of time or memory        (exit 3)

Each error has a `Reference`, a message that describes the failure, and a hint with the next step. The references of
errors are stable, in kebab case, and documented in docs/reference/errors.md.
"""

from enum import StrEnum


class Reference(StrEnum):
    """The stable name of a kind of error, printed with every error and part of the JSON contract."""

    USAGE = "usage"
    TARGET_INVALID = "target-invalid"
    CONFIG_INVALID = "config-invalid"
    CONFIG_UNKNOWN_KEY = "config-unknown-key"
    NAME_INVALID = "name-invalid"
    VERSION_INVALID = "version-invalid"
    LOCK_INVALID = "lock-invalid"
    LOCK_UNKNOWN_VERSION = "lock-unknown-version"
    RESOLVE_REFUSED = "resolve-refused"
    RESOLVE_FAILED = "resolve-failed"
    REQUEST_NOT_PINNED = "request-not-pinned"
    SHRINKWRAP_DIFFERS = "shrinkwrap-differs"
    LISTING_INVALID = "listing-invalid"
    ARCHIVE_INVALID = "archive-invalid"
    FILE_UNREADABLE = "file-unreadable"
    REPOSITORY_UNREADABLE = "repository-unreadable"
    COMMIT_UNREADABLE = "commit-unreadable"
    REGISTRY_UNREACHABLE = "registry-unreachable"
    REGISTRY_UNAUTHORIZED = "registry-unauthorized"
    REGISTRY_NOT_FOUND = "registry-not-found"
    REGISTRY_BUSY = "registry-busy"
    REGISTRY_FAILED = "registry-failed"
    REGISTRY_UNSUPPORTED = "registry-unsupported"
    REGISTRY_NOT_CONFIGURED = "registry-not-configured"
    REDIRECT_REFUSED = "redirect-refused"
    BODY_TRUNCATED = "body-truncated"
    BODY_TOO_LARGE = "body-too-large"
    BYTES_NOT_JUDGED = "bytes-not-judged"
    PATCH_NOT_JUDGED = "patch-not-judged"
    INTEGRITY_MISMATCH = "integrity-mismatch"
    VERSION_NOT_FOUND = "version-not-found"
    NO_ARTIFACT = "no-artifact"
    BUNDLE_INVALID = "bundle-invalid"
    ATTESTATION_INVALID = "attestation-invalid"
    ID_TOKEN_INVALID = "id-token-invalid"  # noqa: S105 - the name of an error
    ID_TOKEN_REFUSED = "id-token-refused"  # noqa: S105 - the name of an error
    ADVISORIES_MISSING = "advisories-missing"
    ADVISORIES_LOST = "advisories-lost"
    ADVISORIES_UNREADABLE = "advisories-unreadable"
    ADVISORIES_NOT_KEPT = "advisories-not-kept"
    ADVISORIES_REFUSED = "advisories-refused"
    SNAPSHOT_INVALID = "snapshot-invalid"
    SNAPSHOT_TOO_LARGE = "snapshot-too-large"
    SNAPSHOT_TRUNCATED = "snapshot-truncated"
    SNAPSHOT_FORMAT = "snapshot-format"
    SNAPSHOT_UNSIGNED = "snapshot-unsigned"
    SNAPSHOT_UNKNOWN_KEY = "snapshot-unknown-key"
    SNAPSHOT_SIGNATURE = "snapshot-signature"
    SNAPSHOT_EXPIRED = "snapshot-expired"
    SNAPSHOT_ROLLED_BACK = "snapshot-rolled-back"
    OFFLINE = "offline"
    DISK_FULL = "disk-full"
    STORE_UNREADABLE = "store-unreadable"
    ANALYSIS_TIMEOUT = "analysis-timeout"
    ANALYSIS_MEMORY = "analysis-memory"
    ANALYSIS_CRASHED = "analysis-crashed"
    INTERNAL = "internal"


class PratiqueError(Exception):
    """The base class of all errors with a reference. `str()` returns the message without the hint."""

    def __init__(self, reference: Reference, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.reference = reference
        self.message = message
        self.hint = hint


class UsageError(PratiqueError):
    """The command line, the settings or the policy is invalid."""


class ParseError(PratiqueError):
    """A file or response does not match its format. Parsers raise only ParseError."""


class RegistryError(PratiqueError):
    """A registry was unreachable, refused the request, or returned unusable data.

    `status` is the HTTP status of the response; None if there was no response.
    """

    def __init__(self, reference: Reference, message: str, *, hint: str, status: int | None = None) -> None:
        super().__init__(reference, message, hint=hint)
        self.status = status


class StoreError(PratiqueError):
    """The state folder cannot be read or written."""


class AnalysisError(PratiqueError):
    """A worker process crashed, or was stopped at a time or memory limit."""
