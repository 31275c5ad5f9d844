"""Votes of a class: what all answer, by show of hands or from a page on the local network."""
