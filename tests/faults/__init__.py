"""A publish stopped at any point or killed at random, and its files damaged. Run by `python -m tests.faults`."""
