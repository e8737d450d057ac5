"""The fsrs library: when to ask again."""
