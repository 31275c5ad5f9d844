"""The pages, a folder each: the component, its own parts, and its own look."""
