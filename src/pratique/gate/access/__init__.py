"""Client authentication, trusted proxies and allowed host names."""
