"""One couple's year as pictures: what was lived, and how it is drawn and told day by day."""
