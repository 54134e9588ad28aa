"""The one HTTP client, and what it needs: addresses, credentials, proxies, bodies."""
