"""哨: streets whistle, departments report in (吹哨报到).

The room is kept free; its verbs come with the whole life of an order.
"""
