"""RubyGems: addresses, listings, versions, metadata and what an install builds."""
