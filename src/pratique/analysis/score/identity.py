"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "83d39b31eda192de"
"""The first 16 hex digits of the sha256 of models.json."""
