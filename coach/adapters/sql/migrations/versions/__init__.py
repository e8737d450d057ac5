"""The steps, named by their number. A step that was published is never changed: a new one follows it."""
