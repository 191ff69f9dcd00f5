"""How fast the program is, beside the straight line through the same work: ``python -m tests.benchmarks``."""
