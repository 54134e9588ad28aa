"""How many benign samples of training may reach each operating point: the points lie where benign releases end."""

from collections.abc import Mapping

Shares = Mapping[str, Mapping[str, float]]
"""By ecosystem and operating point."""
SHARES: Shares = {
    "npm": {"block": 0.0, "review": 0.0005, "note": 0.01},
    "pypi": {"block": 0.0, "review": 0.0025, "note": 0.01},
}
"""Of benign samples, at most so many reach each operating point in training. Half of PyPI's are chosen for what they do, sdists of
tools of security, hardware and deployment among them: of what a project upgrades, fewer do."""
WHOLE_SHARES: Shares = {
    "npm": {"block": 0.0, "review": 0.0, "note": 0.01},
    "pypi": {"block": 0.0, "review": 0.001, "note": 0.01},
}
"""Shares for whole artifacts. What is done in one file is the other model's; this one is for what is spread over several."""
UPGRADE_SHARES: Shares = {
    "npm": {"block": 0.0, "review": 0.0005, "note": 0.01},
    "pypi": {"block": 0.0, "review": 0.002, "note": 0.01},
}
"""Shares for what a release does beyond its baseline: each upgrade is asked."""
