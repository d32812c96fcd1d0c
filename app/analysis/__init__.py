"""Assessment results as arrays: levels, indices, intervals, distributions."""
