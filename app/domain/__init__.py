"""What the program is about, in pure Python: forms, values, rules, indices, cards, verdicts."""
