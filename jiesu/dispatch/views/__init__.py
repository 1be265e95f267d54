"""The pages of the dispatch desk."""
