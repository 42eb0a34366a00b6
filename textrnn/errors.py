"""The error for what a user can mend."""


class InputError(Exception):
    """Something given to textrnn is wrong; the message says what, where, the rule and the remedy."""
