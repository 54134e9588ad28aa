"""Writes reports of malicious releases for registries and advisory databases, and OpenVEX statements for products."""
