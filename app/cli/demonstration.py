"""demo."""


def register(c):
    pass
