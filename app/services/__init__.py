"""One function per thing the user does; no Qt, no SQL."""
