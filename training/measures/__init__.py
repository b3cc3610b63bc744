"""Measures of a generator's pictures against photographs. Pictures are uint8 [N, 3, S, S] throughout."""
