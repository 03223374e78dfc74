"""``site``: the next fairs, from its options to its sentences."""
