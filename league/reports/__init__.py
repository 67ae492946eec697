"""What a ladder looks like to those who do not sit at the terminal: a page, and a picture."""
