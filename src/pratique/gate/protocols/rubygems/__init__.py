"""The adapter for the gem server protocol."""
