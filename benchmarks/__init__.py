"""Measures against the goals of the project, each beside its yardstick; `make bench` prints the table."""
