"""Version 1 of the contract. What is here stays; what changes becomes version 2."""
