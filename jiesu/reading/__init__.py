"""Reading citizens' Chinese: normalise, classify, locate, similar, topics, sensitive, quality.

A library of its own: no Django, no network, no downloaded model. Personal data is masked before anything is
counted, so that it never enters a model or an index.
"""
