"""What a person sees: ten situations in a real terminal, which make docs/reference/screens.md."""
