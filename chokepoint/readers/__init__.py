"""Recognise what a file is by its content, never by its name, and read it as tables of the contract."""
