"""What was found: the Report and its renderers."""
