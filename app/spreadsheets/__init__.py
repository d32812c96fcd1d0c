"""Workbooks in and out: xlsx, xls, ods and csv as raw answers; forms as templates to fill."""
