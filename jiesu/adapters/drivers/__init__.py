"""The adapters that come with the house."""
