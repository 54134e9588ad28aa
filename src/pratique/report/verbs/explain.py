"""Contains the pages of reasons and errors for `explain`. The documentation is generated from the same text."""

from pratique.core.reason import ReasonCode
from pratique.errors import Reference

REASON_PAGES: dict[ReasonCode, str] = {
    ReasonCode.QUARANTINED: """The registry itself holds the package back (PEP 792 status `quarantined`, or npm's security holding package).

Blocks, whatever the standing; no waiver accepts it. Remove the package, and look for signs that it ran.""",
    ReasonCode.ADVISORY: """A published warning says that this release is malicious.

Blocks, whatever the standing; no waiver accepts it. Remove the package or pin its last good version, assume that it ran, and
rotate the credentials that it reads. The report names the version and the credentials as far as they are known.""",
    ReasonCode.DISPUTED: """Sources disagree whether this release is malicious.

Either a record says that it is, and another record with the same id was withdrawn; or a record names every version of
one of the most downloaded packages, which is more often an error of the record than an attack. Both statements are in
the text. Holds for review, whatever the standing. Read both, then remove the package, waive `disputed` for it, or
release it at the gate.""",
    ReasonCode.DENIED: """The operator's policy names it under `[deny]`.

Blocks, whatever the standing; no waiver accepts it. The reason is the operator's own text.""",
    ReasonCode.REFUSED: """A person refused these very bytes at the gate (`pratique deny`).

Blocks, whatever the standing; no waiver accepts it. The text says who and why; `pratique deny --undo` takes it back.""",
    ReasonCode.BLOCKED_BEFORE: """This installation blocked the release before, and it cannot be judged again now.

The registry no longer has its bytes, or the records of malicious releases are lost. The text gives the day and the reason of
that block. Blocks, whatever the standing; no exception of the policy lifts it. A later judgement that finds nothing against the same
bytes removes the memory.""",
    ReasonCode.ADVISORIES_UNAVAILABLE: """The records of malicious releases that this machine had are lost, damaged or unreadable.

Holds what is new, since nobody can say that it is not known malware; exit code 3 at the command line, 503 at the gate. What is in
use already goes on. `pratique advisories sync` (or `import`) restores them. A machine that never had records is not
held: each answer says that advisories were not checked.""",
    ReasonCode.CHANGED_BYTES: """The bytes differ from those that the lockfile, the registry or this installation's own memory holds.

Blocks, whatever the standing; no waiver accepts it. The registry was asked twice, and both answers were whole archives: a page of a proxy
or a part of the file is `no-bytes`. A gate asks again after 30 seconds. See `pratique explain changed-bytes`.""",
    ReasonCode.SOURCE_CHANGED: """A change takes the package from a git repository, an archive or a folder; before, its lock took it from a registry.

Only `check --since` sees it, and holds for review what is new. The version may be the same and the code another one, and
nobody but the author of the change published it. Its bytes are judged as well. Read why the change does it. If that is
right, add an exception for `source-changed` with the package and a reason to the policy of the branch.""",
    ReasonCode.FINDING: """A rule found something in the artifact whose severity and confidence hold or block (`pratique help how-it-decides`).

The source names the rule: `pratique explain RULE` says what it looks for, how often it is wrong, and what to do.""",
    ReasonCode.TOO_YOUNG: """The artifact is younger than the policy asks for (`min_age`, by default 72 hours).

Most hijacked releases are removed within that time: of 32 recorded incidents with a known exposure, 26 were served for
at most 72 hours. A hold of this kind frees itself at the time given. Where no publish time can be trusted, the
age counts from the first time this installation saw the artifact. Where the text names more than the age, signals from
the registry's metadata lengthened the wait to `min_age_signalled`, by default 14 days: `pratique explain SIGNAL`.""",
    ReasonCode.FROZEN: """A person froze this gate: it holds everything published at or after a given time, until a given end.

Ordered with `pratique gate freeze` while a worm runs. The text names who ordered it, why, and when it ends; the hold ends by
itself then. Artifacts in use already and exceptions named with `--except` are not held. `pratique approve` lets one artifact
in, `pratique gate freeze --undo` ends the freeze. No waiver of the policy lifts it.""",
    ReasonCode.HISTORY: """The registry's metadata of a new release shows what benign releases almost never show.

Held for review. The source names the signal: `pratique explain SIGNAL` says what it looks for and how often recorded benign
releases show it, which is less than once in a thousand. It is a reason to look, and no proof.""",
    ReasonCode.INCOMPLETE: """Code that can run, and that the baseline does not ship in the same bytes, was not analysed.

Held for review, since a verdict would claim what was not looked at. Pictures and data do not count. Neither does compiled code, which the line `native` of a report counts, except for
a compiled program that an install hook starts. A file that is not text counts if code loads it at install or import.
Read the file. To accept it, add the waiver that the answer prints: it is whole as it is, names this release, and ends with a quarter.

With exit code 3 the answer names the package, the file and why it was not analysed. Code whose very bytes are in a release that is in use
here already (in the lock before the change, in what was adopted, or in a baseline that was allowed here) is listed and clears by itself.""",
    ReasonCode.NOT_INSPECTED: """The inspection did not end: a worker crashed or was stopped at a limit, or none was run.

Held for review. A crash is a reason for suspicion, and a defect worth reporting.""",
    ReasonCode.NO_BYTES: """The artifact could not be fetched, so nothing about its contents is known.

Held for review until it can be fetched; the text says why (registry down, refused, not found, offline).""",
}

REFERENCE_PAGES: dict[Reference, str] = {
    Reference.USAGE: "The command line cannot be understood.",
    Reference.TARGET_INVALID: "A target is none of `name@version`, `name==version`, a purl or a path.",
    Reference.CONFIG_INVALID: "A settings or policy file cannot be used: wrong type, wrong value, not TOML.",
    Reference.CONFIG_UNKNOWN_KEY: "A settings file has a key that means nothing; the nearest one is named.",
    Reference.NAME_INVALID: "A package name that its registry could not hold.",
    Reference.VERSION_INVALID: "A version or range that its ecosystem does not know.",
    Reference.LOCK_INVALID: "A lockfile is damaged or not what its name says.",
    Reference.LOCK_UNKNOWN_VERSION: "A lockfile of a version that this release does not know; it is never guessed.",
    Reference.RESOLVE_REFUSED: "`check --resolve` cannot lock the project without running code of a package or of the project, or the client is not installed.",
    Reference.RESOLVE_FAILED: "The client that `check --resolve` ran failed, or did not end in time; its message is shown.",
    Reference.REQUEST_NOT_PINNED: "A package of a requirements file without hashes needs another one that no line pins: pip chooses it at install time.",
    Reference.SHRINKWRAP_DIFFERS: "A package ships its own npm-shrinkwrap.json, by which npm 10 and 11 install something else than the lock holds.",
    Reference.LISTING_INVALID: "A registry's listing is not what the protocol says.",
    Reference.ARCHIVE_INVALID: "A file is no archive of a known kind, or nothing in it can be read.",
    Reference.FILE_UNREADABLE: "A file of the project or of the settings cannot be read.",
    Reference.REPOSITORY_UNREADABLE: "A git repository, or a commit of it, is not there or cannot be read.",
    Reference.COMMIT_UNREADABLE: "The commit that a git dependency names cannot be had from its repository.",
    Reference.REGISTRY_UNREACHABLE: "No answer: name resolution, connection, TLS or time-out.",
    Reference.REGISTRY_UNAUTHORIZED: "The registry asks for credentials, or refuses those that are configured (401, 403).",
    Reference.REGISTRY_NOT_FOUND: "The registry does not have it (404, 410).",
    Reference.REGISTRY_BUSY: "The registry asks to slow down (429), also after waiting.",
    Reference.REGISTRY_FAILED: "The registry failed (5xx), also after trying again.",
    Reference.REGISTRY_NOT_CONFIGURED: "An address on a host that is no configured registry; it is not asked.",
    Reference.REDIRECT_REFUSED: "A redirect in a loop, too long, or from https to http.",
    Reference.BODY_TRUNCATED: "The connection ended before the whole answer was there.",
    Reference.BODY_TOO_LARGE: "An answer beyond the limit of size.",
    Reference.BYTES_NOT_JUDGED: "An entry of a lock accepts a digest that no listed file of the release has.",
    Reference.PATCH_NOT_JUDGED: "A patch that a client applies at install is not there, or clients may differ on what it does.",
    Reference.INTEGRITY_MISMATCH: "Bytes that differ from the digest they were asked by.",
    Reference.VERSION_NOT_FOUND: "The registry lists the package, and not this version.",
    Reference.NO_ARTIFACT: "The release has no file that this platform would install.",
    Reference.BUNDLE_INVALID: "A bundle is damaged, is not the one that was named, or was made by another release.",
    Reference.ATTESTATION_INVALID: """Bytes that are no attestation, keys or trust root: damaged, cut off, too long or too deep.

Read are: the answer of `/-/npm/v1/attestations/`, a provenance object or an attestation of PEP 740, a Sigstore bundle
(one, or one a line), the answer of `/-/npm/v1/keys` or the `keys.json` of Sigstore's root, and `trusted_root.json`.""",
    Reference.ADVISORIES_MISSING: "There is no advisory index on this machine; `pratique advisories sync` downloads one.",
    Reference.ADVISORIES_UNREADABLE: "The index of advisories is damaged, or was made by a newer release.",
    Reference.ADVISORIES_LOST: """The index of advisories that this machine had is gone or empty, and nobody removed it with Pratique. What is new is held until
`pratique advisories sync` or `import` restores it; `pratique advisories remove --all` says that none is wanted.""",
    Reference.ADVISORIES_NOT_KEPT: "The gate was asked about a commit, or an ecosystem, whose advisories are not kept here.",
    Reference.ADVISORIES_REFUSED: "A source of advisories is not what it was: a wrong checksum, no rows, or a tenth of them gone.",
    Reference.SNAPSHOT_INVALID: "The bytes are not a snapshot of malicious releases, or a damaged one.",
    Reference.SNAPSHOT_TOO_LARGE: "The snapshot is larger than the limit of 16 MiB.",
    Reference.SNAPSHOT_TRUNCATED: "The snapshot ends before the length that its first line gives.",
    Reference.SNAPSHOT_FORMAT: "The snapshot has a format that this release cannot read; a newer release can.",
    Reference.SNAPSHOT_UNSIGNED: "The snapshot carries no signature. Only the one inside the wheel needs none.",
    Reference.SNAPSHOT_UNKNOWN_KEY: "The snapshot is signed by a key that is not in `advisories.snapshot_keys`, nor shipped.",
    Reference.SNAPSHOT_SIGNATURE: "The signature does not match the bytes of the snapshot: they were changed.",
    Reference.SNAPSHOT_EXPIRED: "The snapshot is past its expiry, or the clock of this machine is wrong.",
    Reference.SNAPSHOT_ROLLED_BACK: "The snapshot has a lower serial than one that was accepted before.",
    Reference.OFFLINE: "It would have to be fetched, and `--offline` was given.",
    Reference.DISK_FULL: "The disk is full; what was stored before is not lost.",
    Reference.STORE_UNREADABLE: "The state folder cannot be read or written.",
    Reference.ANALYSIS_TIMEOUT: "The analysis of one artifact reached its limit of time.",
    Reference.ANALYSIS_MEMORY: "The analysis of one artifact reached its limit of memory.",
    Reference.ANALYSIS_CRASHED: "The process that analysed one artifact crashed.",
    Reference.INTERNAL: "A defect of Pratique.",
}
