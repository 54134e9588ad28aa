"""Looks up known malware: advisories, denials, earlier blocks, and the policy."""
