"""Values from registries' answers: JSON, times, addresses."""
