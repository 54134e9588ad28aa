"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "bc26fa1e2296c24e"
"""The first 16 hex digits of the sha256 of models.json."""
