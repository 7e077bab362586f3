"""Many learners: notebooks that were handed in, nbgrader, and what a class believes."""
