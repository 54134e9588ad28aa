"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "d047a2fce8e413bc"
"""The first 16 hex digits of the sha256 of models.json."""
