"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "5c4014c824afe1a1"
"""The first 16 hex digits of the sha256 of models.json."""
