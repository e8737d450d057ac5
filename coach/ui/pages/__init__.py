"""One module a page; a page reads, draws, and calls one method on a click."""
