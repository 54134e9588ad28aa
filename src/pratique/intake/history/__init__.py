"""The history of a release as evidence: its listing, its publishers, its provenance, its source repository."""
