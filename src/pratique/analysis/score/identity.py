"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "6197e3783e86b670"
"""The first 16 hex digits of the sha256 of models.json."""
