"""The search index: keys.py says by what a recommendation is found, writing.py keeps that right
with every verb, health.py makes it anew and checks it, reading.py gives it to a search."""
