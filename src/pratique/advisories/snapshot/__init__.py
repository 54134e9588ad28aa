"""A snapshot: the names, versions and digests of known-malicious releases in one small signed file."""
