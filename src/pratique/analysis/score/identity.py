"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "8d1c1a15b14ae940"
"""The first 16 hex digits of the sha256 of models.json."""
