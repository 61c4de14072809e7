"""Figures, drawn by one theme; each comes with the text that says what it shows."""
