"""Searches files for secrets: private keys, tokens of known forms, and settings files with credentials."""
