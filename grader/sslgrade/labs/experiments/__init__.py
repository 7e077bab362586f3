"""One lab, one file; each defines ``LAB``."""
