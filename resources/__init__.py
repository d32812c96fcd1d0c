"""Fonts, icons, styles, help, the example district, directories. Data only."""
