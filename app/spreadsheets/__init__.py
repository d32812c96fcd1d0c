"""Workbooks: rows of raw answers in, templates and summaries out."""
