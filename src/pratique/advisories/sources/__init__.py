"""Contains one module for each source of advisories. `pratique.advisories.table` lists the sources."""
