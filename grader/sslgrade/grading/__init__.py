"""Is it right: probes, comparison, gradients, laws and diagnosis make a Report."""
