"""Collects the history of a release as evidence: its listing, publishers, provenance and source repository."""
