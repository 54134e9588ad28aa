"""Who may use the gate, and by which host names."""
