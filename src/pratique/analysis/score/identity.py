"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "b70d64d0d234401b"
"""The first 16 hex digits of the sha256 of models.json."""
