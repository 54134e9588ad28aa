"""Source distributions: their layout, their build and what they need."""
