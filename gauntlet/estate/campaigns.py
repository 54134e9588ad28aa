"""The 12 incidents that are planted, with the releases of each as the public reports list them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One incident of the catalogue."""

    id: str
    """The id in the gauntlet."""
    asked: tuple[str, ...]
    """What a user asks `pratique exposed` for."""
    ecosystem: str
    releases: tuple[tuple[str, str], ...]
    good: Mapping[str, str] = field(default_factory=dict)
    """A good version near the bad one, by package."""
    asks: Mapping[str, str] = field(default_factory=dict)
    """A range that allows the bad version, by package."""
    day: str
    """The day of the incident."""

    @property
    def main(self) -> tuple[str, str]:
        """Return the release that most reports name."""
        return self.releases[0]


CAMPAIGNS = (
    Campaign(
        id="event-stream-2018",
        asked=("PRATIQUE-2018-event-stream", "PRATIQUE-2018-flatmap-stream"),
        ecosystem="npm",
        releases=(("flatmap-stream", "0.1.1"), ("event-stream", "3.3.6")),
        good={"event-stream": "3.3.5", "flatmap-stream": "0.0.1-security"},
        asks={"event-stream": "^3.3.4", "flatmap-stream": "^0.1.0"},
        day="2018-10-05",
    ),
    Campaign(
        id="eslint-scope-2018",
        asked=("PRATIQUE-2018-eslint-scope",),
        ecosystem="npm",
        releases=(("eslint-scope", "3.7.2"),),
        good={"eslint-scope": "3.7.1"},
        asks={"eslint-scope": "^3.7.1"},
        day="2018-07-12",
    ),
    Campaign(
        id="rest-client-2019",
        asked=("PRATIQUE-2019-rest-client",),
        ecosystem="gem",
        releases=(("rest-client", "1.6.13"), ("rest-client", "1.6.12"), ("rest-client", "1.6.11")),
        good={"rest-client": "1.6.9"},
        asks={"rest-client": "~> 1.6.9"},
        day="2019-08-14",
    ),
    Campaign(
        id="ua-parser-js-2021",
        asked=("PRATIQUE-2021-ua-parser-js",),
        ecosystem="npm",
        releases=(("ua-parser-js", "0.7.29"), ("ua-parser-js", "1.0.0")),
        good={"ua-parser-js": "0.7.28"},
        asks={"ua-parser-js": "^0.7.28"},
        day="2021-10-22",
    ),
    Campaign(
        id="coa-rc-2021",
        asked=("PRATIQUE-2021-coa", "PRATIQUE-2021-rc"),
        ecosystem="npm",
        releases=(("coa", "2.0.3"), ("rc", "1.2.9")),
        good={"coa": "2.0.2", "rc": "1.2.8"},
        asks={"coa": "^2.0.2", "rc": "^1.2.8"},
        day="2021-11-04",
    ),
    Campaign(
        id="rspack-2024",
        asked=("PRATIQUE-2024-rspack",),
        ecosystem="npm",
        releases=(("@rspack/core", "1.1.7"), ("@rspack/cli", "1.1.7")),
        good={"@rspack/core": "1.1.6", "@rspack/cli": "1.1.6"},
        asks={"@rspack/core": "^1.1.4", "@rspack/cli": "^1.1.4"},
        day="2024-12-19",
    ),
    Campaign(
        id="nx-s1ngularity-2025",
        asked=("PRATIQUE-2025-nx",),
        ecosystem="npm",
        releases=(("nx", "21.5.0"), ("nx", "20.9.0")),
        good={"nx": "21.4.1"},
        asks={"nx": "^21.4.0"},
        day="2025-08-26",
    ),
    Campaign(
        id="chalk-debug-2025",
        asked=("PRATIQUE-2025-chalk-debug",),
        ecosystem="npm",
        releases=(("debug", "4.4.2"), ("chalk", "5.6.1"), ("ansi-styles", "6.2.2")),
        good={"debug": "4.4.1", "chalk": "5.6.0", "ansi-styles": "6.2.1"},
        asks={"debug": "^4.4.0", "chalk": "^5.6.0", "ansi-styles": "^6.2.1"},
        day="2025-09-08",
    ),
    Campaign(
        id="shai-hulud-1-2025",
        asked=("PRATIQUE-2025-shai-hulud",),
        ecosystem="npm",
        releases=(("@ctrl/tinycolor", "4.1.1"), ("ngx-bootstrap", "20.0.3")),
        good={"@ctrl/tinycolor": "4.1.0", "ngx-bootstrap": "20.0.2"},
        asks={"@ctrl/tinycolor": "^4.1.0", "ngx-bootstrap": "^20.0.1"},
        day="2025-09-15",
    ),
    Campaign(
        id="litellm-2026",
        asked=("PRATIQUE-2026-litellm",),
        ecosystem="pypi",
        releases=(("litellm", "1.82.8"), ("litellm", "1.82.7")),
        good={"litellm": "1.82.6"},
        asks={"litellm": ">=1.82,<2"},
        day="2026-03-24",
    ),
    Campaign(
        id="axios-2026",
        asked=("PRATIQUE-2026-axios",),
        ecosystem="npm",
        releases=(("axios", "1.14.1"), ("plain-crypto-js", "4.2.1"), ("axios", "0.30.4")),
        good={"axios": "1.14.0", "plain-crypto-js": "4.2.0"},
        asks={"axios": "^1.14.0", "plain-crypto-js": "^4.2.0"},
        day="2026-03-31",
    ),
    Campaign(
        id="keyv-chaindrop-2026",
        asked=("PRATIQUE-2026-keyv",),
        ecosystem="npm",
        releases=(("keyv", "6.0.0"), ("flat-cache", "6.1.24"), ("file-entry-cache", "11.1.6")),
        good={"keyv": "5.6.0", "flat-cache": "6.1.23", "file-entry-cache": "11.1.5"},
        asks={"keyv": ">=5", "flat-cache": "^6.1.20", "file-entry-cache": "^11.1.0"},
        day="2026-05-20",
    ),
)
BY_ID = {campaign.id: campaign for campaign in CAMPAIGNS}


def bad_versions(ecosystem: str) -> dict[str, set[str]]:
    """Return the planted bad versions of each package of an ecosystem."""
    found: dict[str, set[str]] = {}
    for campaign in CAMPAIGNS:
        if campaign.ecosystem == ecosystem:
            for name, version in campaign.releases:
                found.setdefault(name, set()).add(version)
    return found


def decoys(campaign: Campaign) -> tuple[tuple[str, str, str], ...]:
    """Return packages that look like the bad ones: name, version and why each is none."""
    name, version = campaign.main
    bare = name.rpartition("/")[2]
    good = [(package, one, "the good neighbouring version") for package, one in campaign.good.items()]
    joiner = {"npm": "-mock-adapter", "pypi": "-proxy-extras", "gem": "-components"}[campaign.ecosystem]
    others = [
        (f"{name}{joiner}", version, "a package whose name begins with that of the bad one"),
        (f"my-{bare}", version, "a package whose name ends with that of the bad one"),
        (f"follow-{campaign.id.partition('-')[0]}", version, "another package with the bad version"),
    ]
    if campaign.ecosystem == "npm":
        others.append((f"@types/{bare}", version, "a package with the same name in another scope"))
    return (*good, *others)
