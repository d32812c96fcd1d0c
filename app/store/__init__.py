"""The only room that touches the database; rows never leave it, callers get frozen dataclasses."""
