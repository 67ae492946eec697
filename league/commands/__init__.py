"""The commands of `league`: each module here has `add_arguments(parser)` and `main(args) -> int`.

The top layer; imported by `league.__main__` only.
"""
