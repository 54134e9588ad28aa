"""The name of the shipped models: a part of the key of every remembered inspection."""

MODELS = "bece6bf382dfed29"
"""The first 16 hex digits of the sha256 of models.json."""
