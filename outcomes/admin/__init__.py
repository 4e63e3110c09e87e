"""Outcome documents on the desk."""

from outcomes.admin import documents as documents
