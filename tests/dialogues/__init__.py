"""Tests of dialogues: through pages, commands and the desk."""
