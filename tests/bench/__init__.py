"""`make bench`: what things cost, measured in one run, so that the ratios mean something on a noisy machine."""
