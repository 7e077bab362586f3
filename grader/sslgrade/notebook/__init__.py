"""The learner's notebook: cells' text in, a Score with a readable face out."""
