"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "dcd49ba03c1ded80"
"""The first 16 hex digits of the sha256 of models.json."""
