"""Store: the outside world behind small Protocols: SMS, e-mail, geocoder, emergency line."""
