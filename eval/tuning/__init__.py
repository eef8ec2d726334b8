"""Fitting what the assistant weighs by: the ranking and the answerability, each by one command.

It is here and not in `assistant/` since it learns from the evaluation's tune split and from the guide, each question
asked as if the guide did not hold it.
"""
