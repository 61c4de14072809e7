"""How high is the pressure, and exactly why? Readings, score, words and attribution, as arrays over days."""
