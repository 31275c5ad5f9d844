"""The results folder: what is written into it, what is read from it, and how it survives."""
