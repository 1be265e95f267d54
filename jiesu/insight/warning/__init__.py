"""Early warning (预警): what insight finds before it is too late; supervision enters it and follows it up."""
