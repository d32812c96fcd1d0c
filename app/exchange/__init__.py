"""Keys, certificates, signed packages, their verification, receipts."""
