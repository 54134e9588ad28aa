"""Reads and writes snapshots: small signed files that list the names, versions and digests of known-malicious releases."""
