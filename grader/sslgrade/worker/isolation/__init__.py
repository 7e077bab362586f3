"""The layers between learner code and the machine. Entry points: ``levels`` and ``facts``."""
