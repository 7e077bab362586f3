"""Formats for grades; each file has ``write(learners) -> Export``."""
