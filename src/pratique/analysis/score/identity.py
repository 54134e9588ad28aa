"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "56e8e2ebe2870233"
"""The first 16 hex digits of the sha256 of models.json."""
