"""Measures `pratique mcp` with the official SDK's client: the start, and the time of each answer."""
