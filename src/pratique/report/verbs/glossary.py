"""Explains the terms in the help and output. `pratique explain WORD` prints the explanations."""

from collections.abc import Mapping

_VERDICTS = {
    "verdict": "The decision about an artifact: allow, hold or block, with the reasons. `pratique explain allow`, `hold` and `block` describe the verdicts.",
    "allow": "Verdict: no known reason stops the artifact. This does not mean that the artifact is safe; the output lists the missing checks.",
    "hold": "Verdict: the artifact is not allowed yet. The hold is a cooldown, which ends at a stated time, or the artifact needs review by a person.",
    "block": "Verdict: the artifact must not be used. It is known to be malicious, was denied, has unexpected bytes, or contains code that is proven to attack (`pratique help chains`).",
    "review": "A hold that needs a person's decision: read the findings, then approve or deny the artifact at the gate (`pratique approve`, `pratique deny`), or write a waiver.",
    "wait": "A hold that ends automatically: the cooldown of a new release (setting policy.min_age). Also a value of --fail-on: every hold gives exit code 1.",
    "cooldown": "The minimum age of a new release before Pratique allows it (setting policy.min_age, 72 h by default). Most hijacked releases are removed within that time.",
    "auto": "The default of an option: Pratique chooses the value. With --color auto, terminal output has colour; with --as auto, artifacts already in use count as in use, and all others as new.",
    "always": "With --color: use colour, even if the output is not a terminal.",
    "never": "With --color: use no colour.",
}
_STANDING = {
    "new": "An artifact that the project did not use before. The cooldown and the rules for new releases apply.",
    "pinned": "An artifact that is already in use: it was in the lockfile when the project was first checked, or was allowed later. Only blocks stop it: known-bad bytes, changed bytes, and code that is proven to attack.",
    "already in use": "See `pratique explain pinned`.",
    "adopted": "In the lockfiles when Pratique first checked the project. Adopted artifacts count as already in use. `pratique check --adopt` adopts the current lockfiles again.",
    "baseline": "The release with which a new release is compared: the highest lower version of the same major version, at least 72 h older. Behaviour of both releases is not reported.",
    "standing": "The status of an artifact: new, or already in use (pinned).",
}
_FINDINGS = {
    "finding": "A result of a rule for an artifact, with file, line, severity and confidence. The severity and confidence determine whether the finding holds or blocks the artifact.",
    "rule": "A check of the content of artifacts. `pratique explain` lists all rules; `pratique explain RULE` describes a rule, its false positive rate, and the next steps.",
    "signal": "A fact from registry metadata (publisher, times, names) that is rare among benign releases. A signal extends the cooldown, holds the release for review, or only affects the order of reports.",
    "reason": "The reason for a verdict, identified by a stable code such as too-young. `pratique explain` lists all reasons.",
    "severity": "The severity of the problem if a finding is correct: info, low, medium, high or critical.",
    "confidence": "The probability that a finding is correct: low, medium or high.",
    "info": "The lowest severity: an info finding never stops an artifact by itself.",
    "low": "The lowest confidence, or the severity above info.",
    "medium": "A severity or confidence between low and high.",
    "high": "A severity or confidence that holds or blocks an artifact according to `pratique help findings-table`.",
    "critical": "The highest severity.",
    "score": "The similarity of a release's behaviour to known malware, from 0 to 1. A low score does not mean that a release is safe. See `pratique help score`.",
    "capability": "An action that code can take on a machine, such as process, network, file-read, file-write or environment. Pratique reports capabilities that the baseline does not have.",
    "chain": "A behaviour that consists of several steps, such as reading a credential and sending it. See `pratique help chains`.",
    "note": "A finding that does not stop anything. `--notes` lists such findings.",
    "false positive": "A benign artifact that a rule stops. Each rule's page states the measured rate.",
    "install script": "A command that the package manager runs during the installation of a package (npm: postinstall; RubyGems: extconf; Python: a build).",
    "install hook": "See `pratique explain install script`.",
    "provenance": "Proof of the place and the author of a build: signatures and attestations. `pratique provenance` verifies it.",
    "attestation": "A signed statement about an artifact, such as the repository and workflow that built it.",
    "advisory": "A published warning about releases: a vulnerability or malware. `pratique advisories sync` downloads advisories; `pratique audit` uses them.",
    "typosquat": "A package with a name that imitates a popular package. See `pratique help names`.",
}
_COVERAGE = {
    "not checked": "A check that Pratique could not make or was not asked to make, with the reason. A missing check never counts as clean; if the check is required, the exit code is 3.",
    "skipped": "Not in the scope of the check: files for other platforms, workspaces of the project itself, or links. Skipped entries do not change the exit code.",
    "out-of-scope": "See `pratique explain skipped`.",
    "not judged": "A lock entry without a verdict, with the reason. The exit code is 3.",
    "coverage": "The list of completed and missing checks of an artifact or a project. Every output states the coverage.",
    "complete": "Every requested check has a result.",
    "known bad": "Reported as malicious or denied by a record on this machine: an advisory, the policy, a person, or an earlier block.",
}
_PARTS = {
    "gate": "The registry firewall: a local registry that serves only artifacts that the policy allows (`pratique gate serve`).",
    "lockfile": "A file that pins the exact packages of a project, such as package-lock.json, uv.lock or Gemfile.lock. See `pratique help locks`.",
    "manifest": "A file that lists the packages of a project without pinning all of them, such as package.json, pyproject.toml or Gemfile.",
    "artifact": "One downloadable file of a release: an npm tarball, a wheel, an sdist or a gem. Pratique gives one verdict per artifact.",
    "release": "One version of a package. The command `pratique release` is now `pratique approve`.",
    "package": "A name in a registry, with all its releases.",
    "registry": "A server of packages, such as those of npm, PyPI and RubyGems, or a mirror. The npm, pip and gem configurations of the user specify the registries.",
    "ecosystem": "npm, pypi or gem: a family of registries with its own names and versions.",
    "publisher": "The account that published a release.",
    "maintainer": "An account that may publish releases of a package.",
    "policy": "The settings that determine verdicts: minimum age, conditions for holds, waivers and denied packages. See `pratique help settings`.",
    "setting": "A value in pratique.toml, an environment variable or an option. `pratique config show` lists all settings with their origin.",
    "waiver": "An exception in the policy that accepts one finding or reason of one package, with a reason, an owner and an expiry.",
    "exception": "See `pratique explain waiver`.",
    "approval": "A person's decision to allow an artifact that the gate holds (`pratique approve`), with a reason and an expiry.",
    "denial": "A person's decision to block an artifact at the gate (`pratique deny`).",
    "snapshot": "A signed file of known-malicious releases. Pratique includes one; `pratique advisories snapshot` shows its details.",
    "alarm": "A message of the gate that an artifact was blocked after the gate had served it. `pratique affected` lists the affected clients.",
    "client": "A package manager that uses the gate or made a lockfile: npm, yarn, pnpm, bun, pip, uv, Poetry, gem or Bundler.",
    "exit code": "The end state of a run: 0 clear, 1 stopped, 2 usage, 3 incomplete, 4 internal error, 5 only cooldowns, 130 interrupted.",
    "error": "A failure with a stable reference such as registry-not-found. `pratique explain` lists all errors.",
    "platform": "The machine on which packages are installed, such as linux-x86_64-py312. The platform determines which files of a release are checked.",
    "json": "The JSON output format for programs. `schema_version` identifies the schema. See `pratique help machine-contract`.",
}
_ARGUMENTS = {
    "target": "A package: name (npm), pypi:name, gem:name; with a version, tag or range: name@1.2.3, name@next, name==2.0; a purl such as pkg:npm/name@1.0.0; or an archive such as ./file.tgz.",
    "a": "In `pratique diff A B`: the older release or archive.",
    "b": "In `pratique diff A B`: the newer release or archive, or a version of A's package.",
    "bar": "The failure threshold of an audit, such as high, or critical,high+fixable,kev. A finding that meets the threshold gives exit code 1.",
    "commit": "The 40 hexadecimal digits of a git commit.",
    "exit": "See `pratique explain exit code`.",
    "file": "The path of a file.",
    "format": "The output format: text for people, json and jsonl for programs, sarif, junit, github and gitlab for CI, markdown and html for reports.",
    "glob": "A pattern for paths, such as fixtures/*. A pattern that matches a folder also matches all files below the folder.",
    "group": "A group of dependencies, such as prod or dev.",
    "hex": "Hexadecimal digits.",
    "host": "A host name or an IP address.",
    "id": "The id of an advisory or an alarm.",
    "integer": "A whole number.",
    "level": "The lowest verdict that gives exit code 1: block, review or wait.",
    "lock": "See `pratique explain lockfile`.",
    "n": "A whole number, such as 10.",
    "name": "The name of a package or of a source. A package name without a prefix refers to npm; pypi:NAME and gem:NAME refer to the other ecosystems.",
    "path": "The path of a folder or a file.",
    "paths": "See `pratique explain path`.",
    "port": "A port number.",
    "range": "A range of whole numbers.",
    "ref": "A git branch, tag or commit.",
    "s": "A number of seconds.",
    "span": "A length of time: 90m, 72h, 14d, 2w.",
    "tag": "A git tag, or an npm dist-tag such as latest.",
    "text": "Any text. As an output format: text for people.",
    "time": "A date or time in UTC, such as 2026-11-26 or 2026-11-26T18:00.",
    "token": "A secret that a gate requires from its clients (`pratique gate token`).",
    "topic": "A page of the documentation. `pratique help` lists all topics.",
    "url": "A URL, such as https://registry.example/.",
    "version": "A version of a package, in the registry's notation.",
    "when": "A date or time in UTC (2026-11-26, 2026-11-26T18:00), or a period before or after now (7d).",
    "who": "The name of a person, which is written to the log.",
    "word": "A rule, signal, reason, setting, exit code, error, advisory, release or any other term. `pratique explain` lists all terms.",
    "date": "A date in UTC, such as 2026-11-26.",
}
GLOSSARY: Mapping[str, str] = {**_VERDICTS, **_STANDING, **_FINDINGS, **_COVERAGE, **_PARTS, **_ARGUMENTS}
"""The explanation of each term, by the term in lower case."""
FORMATS: Mapping[str, str] = {
    "csv": "Output format: comma-separated values, one record per line.",
    "cyclonedx": "Output format: a CycloneDX inventory with the matching advisories.",
    "github": "Output format: annotations of GitHub Actions.",
    "gitlab": "Output format: a security report of GitLab.",
    "gitlab-codequality": "Output format: a code quality report of GitLab.",
    "html": "Output format: a self-contained HTML page.",
    "jsonl": "Output format: JSON Lines, one object per line, written as soon as each result is known.",
    "junit": "Output format: JUnit XML, for CI systems that show test results.",
    "markdown": "Output format: Markdown, for example for a comment on a pull request.",
    "openvex": "Output format: an OpenVEX document.",
    "sarif": "Output format: SARIF 2.1.0, for code scanning.",
    "svg": "Output format: an SVG picture.",
}
CLIENTS: Mapping[str, str] = {
    "bun": "A package manager for JavaScript; lockfile bun.lock.",
    "bundler": "The package manager of Ruby projects; lockfile Gemfile.lock.",
    "gem": "The ecosystem of RubyGems, and its client.",
    "npm": "The ecosystem of JavaScript packages, and its client; lockfile package-lock.json.",
    "pip": "A client of PyPI; requirements.txt with hashes is its lockfile.",
    "pnpm": "A package manager for JavaScript; lockfile pnpm-lock.yaml.",
    "pypi": "The ecosystem of Python packages.",
    "uv": "A client of PyPI; lockfile uv.lock.",
    "yarn": "A package manager for JavaScript; lockfile yarn.lock.",
    "yarn1": "Version 1 of yarn. Its settings and lockfile differ from those of later versions.",
    "bash": "A shell: `pratique completion bash`.",
    "fish": "A shell: `pratique completion fish`.",
    "powershell": "A shell: `pratique completion powershell`.",
    "zsh": "A shell: `pratique completion zsh`.",
}


def word_page(word: str) -> str | None:
    """Return the explanation of a term, ignoring case, or None if there is none."""
    key = " ".join(word.lower().replace("-", " ").replace("_", " ").split())
    for table in (GLOSSARY, FORMATS, CLIENTS):
        for entry in (word.lower(), key, key.replace(" ", "-"), key.removesuffix("s")):
            if entry in table:
                return f"{entry}\n\n{table[entry]}"
    return None
