"""The flows: what happens when a learner answers, asks, skips."""
