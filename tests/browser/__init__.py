"""What only a real browser shows: links, uploads, downloads, the console, accessibility, pictures."""
