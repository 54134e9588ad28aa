"""Reads and writes snapshots: small signed files with the names, versions and digests of known-malicious releases."""
