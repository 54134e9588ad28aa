"""Writes the texts that people paste into a form or a mail: npm, RubyGems and GitHub's advisory form."""

from pratique.core.names import Ecosystem
from pratique.report.parts.escape import escape
from pratique.respond.reporting.case import Case, description

_GHSA = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "pip", Ecosystem.RUBYGEMS: "RubyGems"}
_MOST = 300


def _versions(case: Case) -> str:
    return "every version" if case.whole else ", ".join(escape(one, most=_MOST) for one in case.versions)


def _references(case: Case) -> str:
    return "".join(f"\nReference: {escape(one, most=_MOST)}" for one in case.references)


def npm(case: Case) -> str:
    """Return the values for the fields of npm's security form."""
    return (
        "npm's security form (Report malware); your name and e-mail address are asked for there\n\n"
        f"Package: {escape(case.package.name)}\n"
        f"Versions: {_versions(case)}\n"
        f"Description:\n{description(case)}\n{_references(case)}"
    ).rstrip() + "\n"


def rubygems(case: Case) -> str:
    """Return the text of a mail to the security team of RubyGems."""
    name = escape(case.package.name)
    return (
        f"Subject: Malicious gem: {name} {_versions(case)}\n\n"
        f"Gem: {name}\nVersions: {_versions(case)}\n\n{description(case)}\n{_references(case)}"
    ).rstrip() + "\n"


def ghsa(case: Case) -> str:
    """Return the values for the fields of a malware advisory at GitHub."""
    name = escape(case.package.name)
    affected = ">= 0" if case.whole else ", ".join(f"= {escape(one, most=_MOST)}" for one in case.versions)
    return (
        f"Title: Malware in {name}\n"
        f"Ecosystem: {_GHSA[case.package.ecosystem]}\n"
        f"Package name: {name}\n"
        f"Affected versions: {affected}\n"
        "Patched versions: none\n"
        "Severity: critical\n"
        "CWE: CWE-506 (Embedded Malicious Code)\n\n"
        "Description:\n"
        f"{description(case)}\n\n"
        "Any computer on which this package was installed or run must be considered compromised. Rotate all secrets "
        "from a different computer after you have removed what the package left behind.\n"
        f"{_references(case)}"
    ).rstrip() + "\n"
