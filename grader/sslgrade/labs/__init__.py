"""Micro-experiments on real data: measure a claim, always beside the baselines.

One lab is one file of ``experiments/``, found by looking. Networks, optimiser, data and labels stay
in this process; a loss that a learner wrote runs in the isolated worker, which gets a network's
outputs and answers with a number and a slope (``losses.py``).
"""
