"""Bringing orders in from files: headers guessed, rows checked, good rows opened, bad rows told and kept."""
