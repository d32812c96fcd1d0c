"""Measures of the goals, each beside its yardstick; `make bench` prints the table."""
