"""From the text of a config file to a checked experiment, or all that is wrong with it."""
