"""Words and pictures of finished runs: the page of a folder, the story of a run, what is handed to others."""
