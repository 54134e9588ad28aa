"""Collects the history of a release: its listing, publishers, provenance and source repository."""
