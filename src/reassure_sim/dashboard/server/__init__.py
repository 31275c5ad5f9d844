"""What serves the pages: the door, the finish of each page, the settings, and the pool in which work is done."""
