"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "2fd6a7ada56085bc"
"""The first 16 hex digits of the sha256 of models.json."""
