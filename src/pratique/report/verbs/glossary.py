"""Explains the terms in the help and output. `pratique explain WORD` prints the explanations."""

from collections.abc import Mapping

_VERDICTS = {
    "verdict": "A verdict is the decision about an artifact: allow, hold or block, with the reasons. `pratique explain allow`, `hold` and `block` describe the verdicts.",
    "allow": "The verdict allow means that no known reason stops the artifact. This does not mean that the artifact is safe; the output lists the missing checks.",
    "hold": "The verdict hold means that the artifact is not allowed yet. The hold is a cooldown, which ends at a stated time, or the artifact needs review by a person.",
    "block": "The verdict block means that the artifact must not be used. The artifact is known to be malicious, was denied, has unexpected bytes, or contains code that is proven to attack (`pratique help chains`).",
    "review": "A review is a hold that needs a person's decision: read the findings, then approve or deny the artifact at the gate (`pratique approve`, `pratique deny`), or write a waiver.",
    "wait": "The hold wait ends automatically: it is the cooldown of a new release (setting policy.min_age). As a value of --fail-on, wait means that every hold gives exit code 1.",
    "cooldown": "The cooldown is the minimum age of a new release before Pratique allows it (setting policy.min_age, 72 h by default). Most hijacked releases are removed within that time.",
    "auto": "With auto, the default of some options, Pratique chooses the value. With --color auto, terminal output has colour; with --as auto, artifacts already in use count as in use, and all others as new.",
    "always": "With --color always, the output has colour, even if the output is not a terminal.",
    "never": "With --color never, the output has no colour.",
}
_STANDING = {
    "new": "A new artifact is one that the project did not use before. The cooldown and the rules for new releases apply.",
    "pinned": "A pinned artifact is already in use: it was in the lockfile when the project was first checked, or was allowed later. Only blocks stop a pinned artifact: known-bad bytes, changed bytes, and code that is proven to attack.",
    "already in use": "See `pratique explain pinned`.",
    "adopted": "An adopted artifact was in the lockfiles when Pratique first checked the project. Adopted artifacts count as already in use. `pratique check --adopt` adopts the current lockfiles again.",
    "baseline": "The baseline is the release with which a new release is compared: the highest lower version of the same major version, at least 72 h older. Pratique does not report behaviour that both releases show.",
    "standing": "The standing is the status of an artifact: new, or already in use (pinned).",
}
_FINDINGS = {
    "finding": "A finding is a result of a rule for an artifact, with file, line, severity and confidence. The severity and confidence determine whether the finding holds or blocks the artifact.",
    "rule": "A rule is a check of the content of artifacts. `pratique explain` lists all rules; `pratique explain RULE` describes a rule, its false positive rate, and the next steps.",
    "signal": "A signal is a fact from registry metadata (publisher, times, names) that is rare among benign releases. A signal extends the cooldown, holds the release for review, or only affects the order of reports.",
    "reason": "A reason explains a verdict, and is identified by a stable code such as too-young. `pratique explain` lists all reasons.",
    "severity": "The severity is that of the problem if a finding is correct: info, low, medium, high or critical.",
    "confidence": "The confidence is the probability that a finding is correct: low, medium or high.",
    "info": "Info is the lowest severity: an info finding never stops an artifact by itself.",
    "low": "Low is the lowest confidence, or the severity above info.",
    "medium": "Medium is a severity or confidence between low and high.",
    "high": "High is a severity or confidence that holds or blocks an artifact according to `pratique help findings-table`.",
    "critical": "Critical is the highest severity.",
    "score": "The score is the similarity of a release's behaviour to known malware, from 0 to 1. A low score does not mean that a release is safe. See `pratique help score`.",
    "capability": "A capability is an action that code can take on a machine, such as process, network, file-read, file-write or environment. Pratique reports capabilities that the baseline does not have.",
    "chain": "A chain is a behaviour that consists of several steps, such as reading a credential and sending it. See `pratique help chains`.",
    "note": "A note is a finding that does not stop anything. `--notes` lists such findings.",
    "false positive": "A false positive is a benign artifact that a rule stops. Each rule's page states the measured rate.",
    "install script": "An install script is a command that the package manager runs during the installation of a package (npm: postinstall; RubyGems: extconf; Python: a build).",
    "install hook": "See `pratique explain install script`.",
    "provenance": "Provenance is proof of the place and the author of a build: signatures and attestations. `pratique provenance` verifies the provenance of a release.",
    "attestation": "An attestation is a signed statement about an artifact, such as the repository and workflow that built it.",
    "advisory": "An advisory is a published warning about releases: a vulnerability or malware. `pratique advisories sync` downloads advisories; `pratique audit` uses them.",
    "typosquat": "A typosquat is a package with a name that imitates a popular package. See `pratique help names`.",
}
_COVERAGE = {
    "not checked": "The part 'not checked' of a report lists each check that Pratique could not make or was not asked to make, with the reason. A missing check never counts as clean; if the check is required, the exit code is 3.",
    "skipped": "Skipped entries are not in the scope of the check: files for other platforms, workspaces of the project itself, or links. Skipped entries do not change the exit code.",
    "out-of-scope": "See `pratique explain skipped`.",
    "not judged": "An entry that is not judged is a lock entry without a verdict, with the reason. The exit code is 3.",
    "coverage": "The coverage is the list of completed and missing checks of an artifact or a project. Every output states the coverage.",
    "complete": "A result is complete if every requested check has a result.",
    "known bad": "A known-bad artifact is reported as malicious, or denied, by a record on this machine: an advisory, the policy, a person, or an earlier block.",
}
_PARTS = {
    "gate": "The gate is the registry firewall: a local registry that serves only artifacts that the policy allows (`pratique gate serve`).",
    "developer": "Developer is the role of a token whose client may install packages through the gate and request approvals (`pratique gate token add`).",
    "operator": "Operator is the role of a token whose client may also approve and deny artifacts, and read the queue and the log of the gate (`pratique gate token add --role operator`).",
    "lockfile": "A lockfile is a file that pins the exact packages of a project, such as package-lock.json, uv.lock or Gemfile.lock. See `pratique help locks`.",
    "manifest": "A manifest is a file that lists the packages of a project without pinning all of them, such as package.json, pyproject.toml or Gemfile.",
    "artifact": "An artifact is one downloadable file of a release: an npm tarball, a wheel, an sdist or a gem. Pratique gives one verdict per artifact.",
    "release": "A release is one version of a package. The command `pratique release` is now `pratique approve`.",
    "package": "A package is a name in a registry, with all its releases.",
    "registry": "A registry is a server of packages, such as those of npm, PyPI and RubyGems, or a mirror. The npm, pip and gem configurations of the user specify the registries.",
    "ecosystem": "An ecosystem (npm, pypi or gem) is a family of registries with its own names and versions.",
    "publisher": "The publisher is the account that published a release.",
    "maintainer": "A maintainer is an account that may publish releases of a package.",
    "policy": "The policy consists of the settings that determine verdicts: minimum age, conditions for holds, waivers and denied packages. See `pratique help settings`.",
    "setting": "A setting is a value in pratique.toml, an environment variable or an option. `pratique config show` lists all settings with their origin.",
    "waiver": "A waiver is an exception in the policy that accepts one finding or reason of one package, with a reason, an owner and an expiry.",
    "exception": "See `pratique explain waiver`.",
    "approval": "An approval is a person's decision to allow an artifact that the gate holds (`pratique approve`), with a reason and an expiry.",
    "denial": "A denial is a person's decision to block an artifact at the gate (`pratique deny`).",
    "snapshot": "A snapshot is a signed file of known-malicious releases. Pratique includes a snapshot; `pratique advisories snapshot` shows its details.",
    "alarm": "An alarm is a message of the gate that an artifact was blocked after the gate had served it. `pratique affected` lists the affected clients.",
    "client": "A client is a package manager that uses the gate or made a lockfile: npm, yarn, pnpm, bun, pip, uv, Poetry, gem or Bundler.",
    "exit code": "The exit code is the end state of a run: 0 clear, 1 stopped, 2 usage, 3 incomplete, 4 internal error, 5 only cooldowns, 130 interrupted.",
    "error": "An error is a failure with a stable reference such as registry-not-found. `pratique explain` lists all errors.",
    "platform": "The platform is the machine on which packages are installed, such as linux-x86_64-py312. The platform determines which files of a release are checked.",
    "json": "The output format json is for programs. `schema_version` identifies the schema. See `pratique help machine-contract`.",
}
_ARGUMENTS = {
    "target": "A target is a package: name (npm), pypi:name, gem:name; with a version, tag or range: name@1.2.3, name@next, name==2.0; a purl such as pkg:npm/name@1.0.0; or an archive such as ./file.tgz.",
    "a": "In `pratique diff A B`, A is the older release or archive.",
    "b": "In `pratique diff A B`, B is the newer release or archive, or a version of A's package.",
    "bar": "BAR is the failure threshold of an audit, such as high, or critical,high+fixable,kev. A finding that meets the threshold gives exit code 1.",
    "commit": "COMMIT stands for the 40 hexadecimal digits of a git commit.",
    "exit": "See `pratique explain exit code`.",
    "file": "FILE stands for the path of a file.",
    "format": "FORMAT is the output format: text for people, json and jsonl for programs, sarif, junit, github and gitlab for CI, markdown and html for reports.",
    "glob": "A glob is a pattern for paths, such as fixtures/*. A pattern that matches a folder also matches all files below the folder.",
    "group": "GROUP is a group of dependencies, such as prod or dev.",
    "hex": "Hexadecimal digits.",
    "host": "HOST stands for a host name or an IP address.",
    "id": "ID stands for the id of an advisory or an alarm.",
    "integer": "INTEGER stands for a whole number.",
    "level": "LEVEL is the lowest verdict that gives exit code 1: block, review or wait.",
    "lock": "See `pratique explain lockfile`.",
    "n": "N stands for a whole number, such as 10.",
    "name": "NAME stands for the name of a package or of a source. A package name without a prefix refers to npm; pypi:NAME and gem:NAME refer to the other ecosystems.",
    "path": "PATH stands for the path of a folder or a file.",
    "paths": "See `pratique explain path`.",
    "port": "PORT stands for a port number.",
    "range": "RANGE stands for a range of whole numbers.",
    "ref": "REF stands for a git branch, tag or commit.",
    "s": "S stands for a number of seconds.",
    "span": "SPAN stands for a length of time: 90m, 72h, 14d, 2w.",
    "tag": "A tag is a git tag, or an npm dist-tag such as latest.",
    "text": "TEXT stands for any text. The output format text is for people.",
    "time": "TIME stands for a date or time in UTC, such as 2026-11-26 or 2026-11-26T18:00.",
    "token": "A token is a secret that a gate requires from its clients (`pratique gate token`).",
    "topic": "A topic is a page of the documentation. `pratique help` lists all topics.",
    "url": "URL stands for a URL such as https://registry.example/.",
    "version": "VERSION stands for a version of a package, in the registry's notation.",
    "when": "WHEN stands for a date or time in UTC (2026-11-26, 2026-11-26T18:00), or a period before or after now (7d).",
    "who": "WHO stands for the name of a person, which is written to the log.",
    "word": "WORD stands for a rule, signal, reason, setting, exit code, error, advisory, release or any other term. `pratique explain` lists all terms.",
    "date": "DATE stands for a date in UTC, such as 2026-11-26.",
}
GLOSSARY: Mapping[str, str] = {**_VERDICTS, **_STANDING, **_FINDINGS, **_COVERAGE, **_PARTS, **_ARGUMENTS}
"""The explanation of each term, by the term in lower case."""
FORMATS: Mapping[str, str] = {
    "csv": "The output format csv contains comma-separated values, one record per line.",
    "cyclonedx": "The output format cyclonedx is a CycloneDX inventory with the matching advisories.",
    "github": "The output format github consists of annotations for GitHub Actions.",
    "gitlab": "The output format gitlab is a security report for GitLab.",
    "gitlab-codequality": "The output format gitlab-codequality is a code quality report for GitLab.",
    "html": "The output format html is a self-contained HTML page.",
    "jsonl": "The output format jsonl is JSON Lines: one object per line, written as soon as each result is known.",
    "junit": "The output format junit is JUnit XML, for CI systems that show test results.",
    "markdown": "The output format markdown is Markdown, for example for a comment on a pull request.",
    "openvex": "The output format openvex is an OpenVEX document.",
    "sarif": "The output format sarif is SARIF 2.1.0, for code scanning.",
    "svg": "The output format svg is an SVG picture.",
}
CLIENTS: Mapping[str, str] = {
    "bun": "Bun is a package manager for JavaScript; its lockfile is bun.lock.",
    "bundler": "Bundler is the package manager of Ruby projects; its lockfile is Gemfile.lock.",
    "gem": "The word gem means the ecosystem of RubyGems, or its client.",
    "npm": "The word npm means the ecosystem of JavaScript packages, or its client, whose lockfile is package-lock.json.",
    "pip": "The client pip installs packages from PyPI; requirements.txt with hashes is its lockfile.",
    "pnpm": "The client pnpm is a package manager for JavaScript; its lockfile is pnpm-lock.yaml.",
    "pypi": "The word pypi means the ecosystem of Python packages.",
    "uv": "The client uv installs packages from PyPI; its lockfile is uv.lock.",
    "yarn": "The client yarn is a package manager for JavaScript; its lockfile is yarn.lock.",
    "yarn1": "The word yarn1 means version 1 of yarn. Its settings and lockfile differ from those of later versions.",
    "bash": "The word bash means a shell; `pratique completion bash` prints its completion script.",
    "fish": "The word fish means a shell; `pratique completion fish` prints its completion script.",
    "powershell": "PowerShell is a shell; `pratique completion powershell` prints its completion script.",
    "zsh": "The word zsh means a shell; `pratique completion zsh` prints its completion script.",
}


def word_page(word: str) -> str | None:
    """Return the explanation of a term, ignoring case, or None if there is none."""
    key = " ".join(word.lower().replace("-", " ").replace("_", " ").split())
    for table in (GLOSSARY, FORMATS, CLIENTS):
        for entry in (word.lower(), key, key.replace(" ", "-"), key.removesuffix("s")):
            if entry in table:
                return f"{entry}\n\n{table[entry]}"
    return None
