"""What every format shares: escaping, order, places, phrases."""
