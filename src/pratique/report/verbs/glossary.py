"""Explains the terms of help and output. `pratique explain WORD` prints the explanations."""

from collections.abc import Mapping

_VERDICTS = {
    "verdict": "What is decided about an artifact: allow, hold or block, with the reasons. `pratique explain allow` and the others say more.",
    "allow": "Verdict: nothing known stops the artifact. It does not say that the artifact is safe; the output lists what was not checked.",
    "hold": "Verdict: the artifact is not let in yet. Either it is in cooldown, and is let in by itself at a given time, or it needs review by a person.",
    "block": "Verdict: the artifact must not be used: it is known to be malicious, was denied, its bytes are not those that were promised, or its code is proven to attack (`pratique help chains`).",
    "review": "A hold that needs a person: read the findings, then approve or deny it at the gate (`pratique approve`, `pratique deny`), or write a waiver.",
    "wait": "A hold that ends by itself: the cooldown of a new release (setting policy.min_age). Also a value of --fail-on: every hold gives exit code 1.",
    "cooldown": "The minimum age of a new release before it is let in (setting policy.min_age, 72 h by default). Most hijacked releases are removed within that time.",
    "auto": "The default of an option: Pratique decides by what it finds. --color auto: colour in a terminal; --as auto: what was already in use counts as in use, everything else as new.",
    "always": "With --color: colour, also where the output is not a terminal.",
    "never": "With --color: no colour.",
}
_STANDING = {
    "new": "An artifact that the project did not use before: the cooldown and the rules for new releases apply.",
    "pinned": "An artifact that is already in use: it was in the lockfile when the project was first checked, or was allowed here later. Only what blocks stops it: known-bad and changed bytes, and code that is proven to attack.",
    "already in use": "See `pratique explain pinned`.",
    "adopted": "In the lockfiles when Pratique checked the project for the first time; such artifacts count as already in use. `pratique check --adopt` adopts again.",
    "baseline": "The release that a new one is compared with: the highest lower version of the same major, at least 72 h older. What both can do is not reported.",
    "standing": "Whether an artifact is new or already in use (pinned).",
}
_FINDINGS = {
    "finding": "Something that a rule found in an artifact: file, line, severity and confidence. Severity and confidence decide whether it holds or blocks.",
    "rule": "A check of the content of artifacts. `pratique explain` lists all rules; `pratique explain RULE` says what one looks for, how often it is wrong, and what to do.",
    "signal": "A fact from the registry's metadata (publisher, times, names) that is rare among benign releases. It lengthens the cooldown, holds for review or only ranks.",
    "reason": "Why a verdict is what it is, as a stable code such as too-young. `pratique explain` lists all.",
    "severity": "How bad a finding is if it is true: info, low, medium, high or critical.",
    "confidence": "How sure a rule is of a finding: low, medium or high.",
    "info": "Severity: worth knowing; never stops anything by itself.",
    "low": "Severity or confidence: the lowest that counts.",
    "medium": "Severity or confidence between low and high.",
    "high": "Severity or confidence: held for review or blocked, by `pratique help findings-table`.",
    "critical": "The highest severity.",
    "score": "How much the behaviour of a release resembles known malware, from 0 to 1. A low score does not mean that a release is safe. See `pratique help score`.",
    "capability": "What code can do to a machine: process, network, file-read, file-write, environment and so on. A capability that the baseline did not have is reported.",
    "chain": "A behaviour of several steps, such as reading a credential and sending it. See `pratique help chains`.",
    "note": "A finding that does not stop anything; `--notes` lists them.",
    "false positive": "A benign artifact that a rule stops. Each rule's page gives its measured rate.",
    "install script": "A command that the package manager runs when it installs a package (npm: postinstall; RubyGems: extconf; Python: a build).",
    "install hook": "See `pratique explain install script`.",
    "provenance": "Proof of where an artifact was built and by whom: signatures and attestations. `pratique provenance` verifies it.",
    "attestation": "A signed statement about an artifact, such as the repository and workflow that built it.",
    "advisory": "A published warning about releases: a vulnerability, or malware. `pratique advisories sync` downloads them; `pratique audit` uses them.",
    "typosquat": "A package whose name imitates a popular one. See `pratique help names`.",
}
_COVERAGE = {
    "not checked": "Something that Pratique could not or was not asked to check, with the reason. It never counts as clean; where it matters, the exit code is 3.",
    "skipped": "Not part of what is checked: files for other platforms, workspaces of the project itself, links. It does not change the exit code.",
    "out-of-scope": "See `pratique explain skipped`.",
    "not judged": "An entry of a lockfile without a verdict, with the reason; the exit code is 3.",
    "coverage": "What of an artifact or a project was checked, and what was not; part of every output.",
    "complete": "Everything that was asked for was checked.",
    "known bad": "Named as malicious, denied or refused by a record on this machine: an advisory, the policy, a person, or an earlier block.",
}
_PARTS = {
    "gate": "The registry firewall: a local registry that serves only what the policy lets in (`pratique gate serve`).",
    "lockfile": "A file that pins the exact packages of a project, such as package-lock.json, uv.lock or Gemfile.lock. See `pratique help locks`.",
    "manifest": "A file that names the packages of a project without pinning all of them, such as package.json, pyproject.toml or Gemfile.",
    "artifact": "One downloadable file of a release: an npm tarball, a wheel, an sdist or a gem. Verdicts are about artifacts.",
    "release": "One version of a package. The command of this name is now `pratique approve`.",
    "package": "A name in a registry, with all its releases.",
    "registry": "A server of packages, such as those of npm, PyPI and RubyGems, or a mirror. Your own npm, pip and gem configuration names them.",
    "ecosystem": "npm, pypi or gem: a family of registries with its own names and versions.",
    "publisher": "The account that published a release.",
    "maintainer": "An account that may publish releases of a package.",
    "policy": "The settings that decide verdicts: minimum age, what holds, waivers, denied packages. See `pratique help settings`.",
    "setting": "A value in pratique.toml, an environment variable or an option. `pratique config show` lists all with their origin.",
    "waiver": "An exception in the policy: it lets one finding or reason of one package pass, with a reason, an owner and an expiry.",
    "exception": "See `pratique explain waiver`.",
    "approval": "A person's decision to let in an artifact that the gate holds (`pratique approve`), with a reason and an expiry.",
    "denial": "A person's decision to block an artifact at the gate (`pratique deny`).",
    "snapshot": "A signed file of known-malicious releases. One ships with Pratique; `pratique advisories snapshot` shows it.",
    "alarm": "A message of the gate: something that it served was blocked afterwards. `pratique affected` lists who downloaded it.",
    "client": "A package manager that uses the gate or made a lockfile: npm, yarn, pnpm, bun, pip, uv, Poetry, gem or Bundler.",
    "exit code": "How a run ended: 0 clear, 1 stopped, 2 usage, 3 incomplete, 4 internal error, 5 only cooldowns, 130 interrupted.",
    "error": "Something that failed, with a stable reference such as registry-not-found. `pratique explain` lists all.",
    "platform": "The machine that packages are installed on, such as linux-x86_64-py312; it decides which files of a release are checked.",
    "json": "Output format for programs; `schema_version` says which schema. See `pratique help machine-contract`.",
}
_ARGUMENTS = {
    "target": "A package: name (npm), pypi:name, gem:name; with a version, tag or range: name@1.2.3, name@next, name==2.0; a purl such as pkg:npm/name@1.0.0; or an archive such as ./file.tgz.",
    "a": "In `pratique diff A B`: the older release or archive.",
    "b": "In `pratique diff A B`: the newer release or archive, or a version of A's package.",
    "bar": "What gives exit code 1 in an audit, such as high, or critical,high+fixable,kev.",
    "commit": "The 40 hexadecimal digits of a git commit.",
    "exit": "See `pratique explain exit code`.",
    "file": "The path of a file.",
    "format": "The form of the output: text for people, json and jsonl for programs, sarif, junit, github and gitlab for CI, markdown and html for reports.",
    "glob": "A pattern for paths, such as fixtures/*; it also covers everything below a folder that it matches.",
    "group": "A group of dependencies, such as prod or dev.",
    "hex": "Hexadecimal digits.",
    "host": "A host name or an address.",
    "id": "The id of an advisory or an alarm.",
    "integer": "A whole number.",
    "level": "block, review or wait: from which verdict on the exit code is 1.",
    "lock": "See `pratique explain lockfile`.",
    "n": "A whole number, such as 10.",
    "name": "The name of a package or of a source; a package without a prefix is an npm package: pypi:NAME and gem:NAME name others.",
    "path": "A folder or a file.",
    "paths": "See `pratique explain path`.",
    "port": "A port number.",
    "range": "A range of whole numbers.",
    "ref": "A git branch, tag or commit.",
    "s": "A number of seconds.",
    "span": "A length of time: 90m, 72h, 14d, 2w.",
    "tag": "A git tag, or a name that an npm package gives to a release, such as latest.",
    "text": "Any text; as a format, the output for people.",
    "time": "A moment in UTC: 2026-11-26, or 2026-11-26T18:00.",
    "token": "A secret that a gate requires of its clients (`pratique gate token`).",
    "topic": "A page of the documentation; `pratique help` lists them.",
    "url": "An address, such as https://registry.example/.",
    "version": "A version of a package, as its registry spells it.",
    "when": "A moment in UTC (2026-11-26, 2026-11-26T18:00), or a span before now or from now (7d).",
    "who": "The name of a person, for the log.",
    "word": "A rule, signal, reason, setting, exit code, error, advisory, release or any other term; `pratique explain` lists them.",
    "date": "A day in UTC, such as 2026-11-26.",
}
GLOSSARY: Mapping[str, str] = {**_VERDICTS, **_STANDING, **_FINDINGS, **_COVERAGE, **_PARTS, **_ARGUMENTS}
"""The explanation of each term, by the term in lower case."""
FORMATS: Mapping[str, str] = {
    "csv": "Output format: comma-separated values, one line a record.",
    "cyclonedx": "Output format: a CycloneDX inventory with the advisories that apply.",
    "github": "Output format: annotations of GitHub Actions.",
    "gitlab": "Output format: a security report of GitLab.",
    "gitlab-codequality": "Output format: a code quality report of GitLab.",
    "html": "Output format: a page for a browser, in one file.",
    "jsonl": "Output format: JSON Lines, one object a line, written as soon as it is known.",
    "junit": "Output format: JUnit XML, for CI systems that show tests.",
    "markdown": "Output format: Markdown, as for the comment on a pull request.",
    "openvex": "Output format: an OpenVEX document.",
    "sarif": "Output format: SARIF 2.1.0, for code scanning.",
    "svg": "Output format: a picture.",
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
    "yarn1": "yarn 1, whose settings and lockfile differ from those of later versions.",
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
