"""What is asked: forms, methodologies, mappings and document layouts. Data only."""
