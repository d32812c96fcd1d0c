"""The command line: a module per command group, the same services as the window."""
