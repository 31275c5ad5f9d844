"""Other ways to live the same couples, each given its best chance before it is compared with the engine."""
