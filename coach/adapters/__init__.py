"""One vendor each; none knows another."""
