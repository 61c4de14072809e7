"""Commands of the command line that need more than a few lines, and what all of them work on."""
