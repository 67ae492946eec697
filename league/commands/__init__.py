"""The commands of `league`: each is a module of its name with `add_arguments(parser)` and `main(args) -> int`.

The top layer; imported by `league.__main__` only.
"""
