"""Keys, certificates, signed packages, receipts: the only room that knows cryptography.

Import the module you need (`from app.exchange import verifying`) inside the function that needs
it: this file stays empty so that nothing heavy is loaded at start-up. docs/decisions/002* say why
the parts are as they are.
"""
