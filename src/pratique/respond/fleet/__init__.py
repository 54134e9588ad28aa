"""Makes the collector for other machines, and joins the files that it wrote there."""
