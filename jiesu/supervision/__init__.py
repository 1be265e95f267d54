"""督: urge, supervise, investigate (催办 督办 查办).

The room is kept free; its verbs come with the whole life of an order.
"""
