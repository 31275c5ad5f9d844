"""A lesson on two windows of one machine: the class sees pictures in large type, the speaker notes and the clock."""
