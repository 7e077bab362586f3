"""One learner: a workspace, its progress and hints. Knows no terminal."""
