"""The pages of the window: each shows what is done, what is missing, and the next step."""
