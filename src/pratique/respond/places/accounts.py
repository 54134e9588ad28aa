"""Decides whether an account names a person or is shared."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

MANY_ADDRESSES = 3
"""An account that is used from this many addresses is shared."""
_MOST_ADDRESSES = 100
_SERVICE = re.compile(
    r"(?:^|[^a-z0-9])(?:ci|cd|build|builder|buildkite|jenkins|gitlab|github|actions|circleci|bamboo|teamcity|bot|"
    r"robot|svc|service|deploy|deployer|deployment|release|renovate|dependabot|runner|automation|shared|read|reader|readonly|"
    r"npm|pip|docker|k8s|root|admin)(?:[^a-z0-9]|$)"
)


@dataclass(slots=True)
class Accounts:
    """The accounts in one log, each with the addresses from which it was used, up to a limit."""

    addresses: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def saw(self, account: str, address: str) -> None:
        """Note that an account was used from an address."""
        if account and len(self.addresses[account]) < _MOST_ADDRESSES:
            self.addresses[account].add(address)

    def shared(self, account: str) -> bool:
        """Return True if several people or machines use an account: by its addresses or by the words of its name."""
        return bool(account) and (
            len(self.addresses.get(account, ())) >= MANY_ADDRESSES
            or _SERVICE.search(account.lower()) is not None
        )

    def about(self, account: str) -> str:
        """Return from how many addresses a shared account was used; "" if that does not show that it is shared."""
        count = len(self.addresses.get(account, ()))
        return f"account used from {count} addresses" if account and count >= MANY_ADDRESSES else ""


def client_words(account: str, address: str) -> str:
    """Return the words for a client, such as `jane (10.0.0.5)`."""
    return f"{account} ({address})" if account and address else account or address
