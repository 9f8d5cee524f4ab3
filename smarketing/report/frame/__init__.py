"""What every page is made of: its data, language, look and the way to a file."""
