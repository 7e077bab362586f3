"""New exercises: a template to start from, and the proofs that an exercise is strong."""
