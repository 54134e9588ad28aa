"""What the gate remembers: decisions, holds, approvals, what was served and turned bad."""
