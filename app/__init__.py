"""«Опора»: an offline program for the support of schools with low educational results."""

__version__ = "0.1.0"
