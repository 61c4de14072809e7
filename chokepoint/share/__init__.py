"""Links, citations and files to send: the question as text, and back."""
