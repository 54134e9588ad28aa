"""Contains the adapter for the gem server protocol."""
