"""Contains the HTTP client and its parts: URLs, credentials, proxies and bodies."""
