"""Updating the data: files → findings → difference in rows and score → publish, and the way back."""
