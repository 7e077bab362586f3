"""Formats for questions; each file has ``write(questions, title) -> Export``."""
