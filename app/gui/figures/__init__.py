"""Values and groups on the screen: put into words in the worker, shown by plain widgets."""
