"""Looks up whether a release is known to be malicious: advisories, denials, earlier blocks, and the policy."""
