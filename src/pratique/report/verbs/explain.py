"""Contains the explanations of reasons and errors for `explain`.

The reference pages in docs are generated from the explanations in this module.
"""

from pratique.core.reason import ReasonCode
from pratique.errors import Reference

REASON_PAGES: dict[ReasonCode, str] = {
    ReasonCode.QUARANTINED: """The registry itself quarantined the package (PEP 792 status `quarantined`, or npm's security holding package).

Pratique blocks a quarantined package even if it is already in use, and no waiver accepts it. Remove the package, and
check whether its code ran.""",
    ReasonCode.ADVISORY: """A published advisory reports this release as malicious.

Pratique blocks the release even if it is already in use, and no waiver accepts it. Remove the package or pin its last
good version. Assume that the malicious code ran, and rotate the credentials that the code reads. The report lists the
last good version, and the credentials that the malicious code reads, if they are known.""",
    ReasonCode.DISPUTED: """Sources disagree on whether this release is malicious.

Either one advisory reports the release as malicious and another advisory with the same id was withdrawn, or an advisory
lists every version of one of the most downloaded packages. An advisory about every version of one of the most downloaded
packages is more often wrong than right. The text of the reason contains the id of the doubtful advisory and the evidence
against it. Pratique holds the release for review, even if it is already in use. Read the advisories, then remove the
package, add a waiver for `disputed`, or approve the release at the gate.""",
    ReasonCode.DENIED: """The operator's policy lists the package under `[deny]`.

Pratique blocks a denied package even if it is already in use, and no waiver accepts it. The text of the reason is the
text in the policy.""",
    ReasonCode.REFUSED: """An operator denied exactly these bytes at the gate (`pratique deny`).

The gate blocks denied bytes even if they are already in use, and no waiver accepts them. The reason states who denied the
bytes, and why. `pratique deny --undo` withdraws the denial.""",
    ReasonCode.BLOCKED_BEFORE: """Pratique blocked the release on this machine before, and cannot judge it again now.

Either the registry no longer has the bytes, or the records of malicious releases are lost. The reason states the date
and the reason of the earlier block. Pratique blocks a release that it blocked before even if the release is already
in use, and no exception of the policy lifts the block. An earlier block ends when a later check of the same bytes
finds no problem.""",
    ReasonCode.ADVISORIES_UNAVAILABLE: """The records of malicious releases on this machine are lost, damaged or unreadable.

New releases are held, because Pratique cannot rule out known malware. While the records are lost, the exit code of
commands is 3, and the gate responds with status 503. Packages that are already in use are not held because of lost
records. `pratique advisories sync` (or `import`) restores the records. A machine that never had records of malicious
releases holds no release because they are missing; each report then states that advisories were not checked.""",
    ReasonCode.CHANGED_BYTES: """The bytes differ from the digest in the lockfile, the registry or the records on this machine.

Pratique blocks a file with changed bytes even if it is already in use, and no waiver accepts it. Before the block,
Pratique requested the file twice, and both responses were complete archives; a proxy's error page or a partial file is
reported as `no-bytes` instead. A gate requests a file with changed bytes again after 30 seconds. See `pratique explain
changed-bytes`.""",
    ReasonCode.SOURCE_CHANGED: """A change takes the package from a git repository, an archive or a folder instead of a registry.

Only `check --since` detects a changed source, and holds the package for review. The code may differ even if the version
is the same, and the author of the change may be the only publisher of that code. Pratique also judges the bytes from the
new source. Find out why the change uses another source. If the new source is intended, add an exception for
`source-changed` with the package and a reason to the policy of the branch.""",
    ReasonCode.FINDING: """The severity and confidence of a finding in the artifact lead to a hold or a block (`pratique help how-it-decides`).

The report lists the rule as the source of the reason. `pratique explain RULE` describes the rule, its false positive
rate, and the next steps.""",
    ReasonCode.TOO_YOUNG: """The artifact is younger than the cooldown of the policy (`min_age`, by default 72 hours).

Most hijacked releases are removed within 72 hours: of 32 recorded incidents with a known exposure, 26 were served for at
most 72 hours. The hold for the cooldown ends at the stated time. If no trusted publish time is known, the age counts from
the time when Pratique on this machine first saw the artifact. If the reason also lists signals, registry metadata
extended the cooldown to `min_age_signalled`, by default 14 days. `pratique explain SIGNAL` describes a signal.""",
    ReasonCode.FROZEN: """An operator froze this gate: it holds all releases published at or after a given time, until the freeze ends.

An operator sets a freeze with `pratique gate freeze`, for example during a worm outbreak. The reason states the operator,
the cause and the end of the freeze. Artifacts already in use and exceptions listed with `--except` are not held.
`pratique approve` allows one artifact, and `pratique gate freeze --undo` ends the freeze. A freeze also holds releases for which
a waiver exists.""",
    ReasonCode.HISTORY: """The registry metadata of a new release shows a signal that is very rare in benign releases.

Pratique holds the release for review. The report lists the signal as the source of the reason. `pratique explain SIGNAL`
describes the signal and its rate in recorded benign releases, which is below one in a thousand. A signal is a reason to
review the release, not proof of an attack.""",
    ReasonCode.INCOMPLETE: """Executable code was not analysed, and the baseline does not contain the same bytes.

Pratique holds the artifact for review, because a verdict must not cover unread code. Images and data are not executable
code. Compiled code does not lead to a hold either, unless an install hook starts a compiled program; the line `native` of
a report states the amount of compiled code. A file that is not text counts as executable code if code loads it at install
or import. Review the unread file. To accept unread code, add the waiver from the output. The printed waiver is complete,
applies to this release, and expires at the end of a quarter.

With exit code 3, the output lists the package, the file, and the reason why the file was not analysed. Unread code does
not make the result incomplete if a release already in use contains the same bytes; the output lists this unread code. A
release is in use if it is in the lock before the change or in the adopted lock, or if it is a baseline that Pratique on
this machine allowed before.""",
    ReasonCode.NOT_INSPECTED: """The artifact was not inspected completely: a worker crashed or reached a limit, or no inspection was run.

Pratique holds an artifact for review if its inspection is incomplete. A crash of a worker is suspicious, and is also a
defect that you should report.""",
    ReasonCode.SERVED_BEFORE_INSPECTION: """The gate served an adopted artifact before the inspection of the artifact ended.

The reason stops nothing: the decision log contains the reason for each download of an artifact that was not inspected
yet. Before the download, the gate checked that the bytes have a digest that an operator adopted (`pratique gate
adopt`), and that no record reports the name, the version or the digest as malicious. After the download, the gate
inspects the artifact in the background. If the inspection blocks the artifact, the gate refuses the artifact from
then on and lists every client that downloaded it (`pratique affected`). With the setting
`gate.serve_before_inspection = "never"`, adopted artifacts wait for their inspection like all others.""",
    ReasonCode.NO_BYTES: """The artifact could not be downloaded, so its contents are unknown.

Pratique holds the artifact for review until the download succeeds. The text of the reason states the cause: the registry
is down, refuses the request, does not have the file, or the run is offline.""",
    ReasonCode.TOO_LARGE: """The artifact is larger than the limit for downloads, so it was not downloaded and its contents are unknown.

The setting `run.max_artifact_mb` is the size limit for downloads. At a gate, an operator can approve the digest in
the text of the reason: the gate then downloads this one file at any size, inspects it and serves it.""",
}

REFERENCE_PAGES: dict[Reference, str] = {
    Reference.USAGE: "The command line is invalid.",
    Reference.TARGET_INVALID: "A target is not a `name@version`, a `name==version`, a purl or a path.",
    Reference.CONFIG_INVALID: "A settings or policy file is invalid: wrong type, wrong value, or not TOML.",
    Reference.CONFIG_UNKNOWN_KEY: "A settings file contains an unknown key; the message suggests the most similar key.",
    Reference.NAME_INVALID: "The package name is not valid in its registry.",
    Reference.VERSION_INVALID: "The version or range is not valid in its ecosystem.",
    Reference.LOCK_INVALID: "A lockfile is damaged or does not match its format.",
    Reference.LOCK_UNKNOWN_VERSION: "This release of Pratique does not support the version of the lockfile format.",
    Reference.RESOLVE_REFUSED: "`check --resolve` cannot lock the project without running code of a package or of the project, or the package manager is not installed.",
    Reference.RESOLVE_FAILED: "The package manager that `check --resolve` ran failed or timed out; the output contains its message.",
    Reference.REQUEST_NOT_PINNED: "A package in a requirements file without hashes needs another package that no line pins. If no line pins a package, pip chooses its version at install time.",
    Reference.SHRINKWRAP_DIFFERS: "A package ships its own npm-shrinkwrap.json, and npm 10 and 11 install other packages from this file than the lockfile lists.",
    Reference.LISTING_INVALID: "A registry's listing does not match the protocol.",
    Reference.ARCHIVE_INVALID: "A file is not an archive of a supported kind, or no part of the archive can be read.",
    Reference.FILE_UNREADABLE: "A project file or settings file cannot be read.",
    Reference.REPOSITORY_UNREADABLE: "A git repository or one of its commits is missing or cannot be read.",
    Reference.COMMIT_UNREADABLE: "The commit of a git dependency cannot be fetched from its repository.",
    Reference.REGISTRY_UNREACHABLE: "The registry did not respond: name resolution, connection or TLS failed, or the request timed out.",
    Reference.REGISTRY_UNAUTHORIZED: "The registry requires credentials, or rejects the configured credentials (401, 403).",
    Reference.REGISTRY_NOT_FOUND: "The registry does not have the requested package or file (404, 410).",
    Reference.REGISTRY_BUSY: "The registry limits the rate of requests (429), even after a delay.",
    Reference.REGISTRY_FAILED: "The registry failed (5xx), even after a retry.",
    Reference.REGISTRY_UNSUPPORTED: """The registry does not support staged releases (404, 405, 422 or 501), or the package is not an npm package.

`pratique inspect --staged` checks releases that `npm stage publish` uploaded to npm's registry. Staged releases exist only
in npm's registry: PyPI, RubyGems and most other npm registries publish a release at once. To check an archive before it
is published, run `pratique inspect ./FILE`.""",
    Reference.REGISTRY_NOT_CONFIGURED: "A URL points to a host that is not a configured registry, so Pratique does not contact the host.",
    Reference.REDIRECT_REFUSED: "A redirect forms a loop, is too long, or leads from https to http.",
    Reference.BODY_TRUNCATED: "The connection ended before the response was complete.",
    Reference.BODY_TOO_LARGE: "The response exceeds the size limit.",
    Reference.BYTES_NOT_JUDGED: "A lockfile entry accepts a digest that matches no listed file of the release.",
    Reference.PATCH_NOT_JUDGED: "A patch that a client applies at install is missing, or clients may apply it differently.",
    Reference.INTEGRITY_MISMATCH: "The bytes do not match the requested digest.",
    Reference.VERSION_NOT_FOUND: "The registry lists the package, but not this version.",
    Reference.NO_ARTIFACT: "The release has no file that this platform would install.",
    Reference.BUNDLE_INVALID: "A bundle is damaged, is not the requested bundle, or was made by another release of Pratique.",
    Reference.ATTESTATION_INVALID: """The file is not a valid attestation, key list or trust root: it is damaged, truncated, too long or too deeply nested.

Pratique reads attestations, keys and trust roots in these formats: the response of `/-/npm/v1/attestations/`, a
provenance object or an attestation of PEP 740, Sigstore bundles (one, or one per line), the response of `/-/npm/v1/keys`,
the `keys.json` of Sigstore's root, and `trusted_root.json`.""",
    Reference.ID_TOKEN_INVALID: """The ID token of a CI job is damaged, expired, for another audience, or not signed by a known key of an accepted issuer.

`pratique setup --ci` sends the ID token of a CI job to the gate. The audience of the ID token must be the `audience` in the
setting `gate.oidc` of the gate: set it with `--audience` (GitHub), or with `aud` of `id_tokens` (GitLab).""",
    Reference.ID_TOKEN_REFUSED: """The ID token of a CI job is valid, but no entry of the setting `gate.oidc` accepts the job, such as a job of another organisation.""",
    Reference.ADVISORIES_MISSING: "This machine has no advisory index; `pratique advisories sync` downloads one.",
    Reference.ADVISORIES_UNREADABLE: "The advisory index is damaged, or was made by a newer release of Pratique.",
    Reference.ADVISORIES_LOST: """The advisory index of this machine is missing or empty, although nobody removed it with Pratique. New releases are held until
`pratique advisories sync` or `import` restores the index. `pratique advisories remove --all` states that no index is wanted.""",
    Reference.ADVISORIES_NOT_KEPT: "A client requested advisories from the gate about a commit, or about an ecosystem without a local advisory source.",
    Reference.ADVISORIES_REFUSED: "An advisory source failed a check: its file is damaged, exceeds a limit or has a wrong checksum, none of its rows could be imported, or the update removes or withdraws more than a tenth of its advisories.",
    Reference.SNAPSHOT_INVALID: "The file is not a snapshot of malicious releases, or is damaged.",
    Reference.SNAPSHOT_TOO_LARGE: "The snapshot is larger than the limit of 16 MiB.",
    Reference.SNAPSHOT_TRUNCATED: "The snapshot is shorter than the length in its first line.",
    Reference.SNAPSHOT_FORMAT: "This release of Pratique cannot read the format of the snapshot; a newer release can.",
    Reference.SNAPSHOT_UNSIGNED: "The snapshot has no signature. Only the snapshot inside the wheel needs no signature.",
    Reference.SNAPSHOT_UNKNOWN_KEY: "The key that signed the snapshot is neither in `advisories.snapshot_keys` nor shipped with Pratique.",
    Reference.SNAPSHOT_SIGNATURE: "The signature does not match the snapshot, so the snapshot was modified.",
    Reference.SNAPSHOT_EXPIRED: "The snapshot has expired, or the clock of this machine is wrong.",
    Reference.SNAPSHOT_ROLLED_BACK: "The serial number of the snapshot is lower than that of a snapshot that this machine accepted before.",
    Reference.OFFLINE: "The run needs a download, but `--offline` was given.",
    Reference.DISK_FULL: "The disk is full; previously stored data is not lost.",
    Reference.STORE_UNREADABLE: "The state folder cannot be read or written.",
    Reference.ANALYSIS_TIMEOUT: "The analysis of one artifact reached its time limit.",
    Reference.ANALYSIS_MEMORY: "The analysis of one artifact reached its memory limit.",
    Reference.ANALYSIS_CRASHED: "The process that analysed one artifact crashed.",
    Reference.INTERNAL: "Pratique has a defect.",
}
