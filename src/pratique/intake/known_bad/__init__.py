"""Known malware: advisories, denials by people, earlier blocks, and the policy."""
