"""Where learner code runs: wire format, child, launcher, isolation. Knows no exercise."""
