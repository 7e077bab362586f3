"""Many learners: assignments, submissions, grading in bulk, the class's results."""
