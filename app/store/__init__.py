"""The only room that touches the database; callers get frozen dataclasses."""
