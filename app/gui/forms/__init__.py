"""A form on the screen, made from its definition alone."""
