"""The whole public portal as one file: what is in it, when it is built, when it is withheld."""
