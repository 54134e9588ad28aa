"""Contains the only HTTP client and its parts: URLs, credentials, proxies, bodies."""
