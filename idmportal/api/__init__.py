"""The API: what is public, for programs; read-only, without a key."""
