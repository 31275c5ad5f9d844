"""One couple's year, measured up to each of its days: what pictures, worksheets and lessons are drawn from."""
