"""The support card on the screen: choose problems, put them in order, plan measures by level."""
