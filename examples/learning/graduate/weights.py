"""The numbers of the network, which network.py explains."""

ACTIONS = "box"
ACTIVATION = "tanh"
# The blocks of what it sees: name, rows, numbers in each.
INPUTS = [
    ("own", 1, 10),
    ("arena", 1, 4),
    ("beacon", 1, 2),
    ("foes", 1, 13),
    ("shots", 2, 6),
]
# Of each layer: the binary places of weights, the biases, and the weights by input, int16, little-endian, in base64.
LAYERS = [
    (
        14,
        [
            -24934926, 46120736, -34889472, 36999540, -9018500, -38901104, -5956219, -16712155, -24934926,
            46120736, -34889472, 36999540, -9018500, -38901104, -5956219, -16712155,
        ],
        """
qw1H9OnUU+QD+goFj8vw6qsNR/Tp1FPkA/oKBY/L8OrB8yj6juw0Hxvlhf3B9evOwfMo+o7sNB8b5YX9wfXrzswdKbgDMcmnBEFvEIkTyCs04tdH/c43WPy+
ke937DjUvd9s5DDq2tT69Ln+/wBW+UMglBvQFSYrBgtHAQH/qgZXLWvyc/f7BdcZHvfI79EZVy1r8nP3+wXXGR73yO/RGZMULvs88rvazxkIBKjfpP6TFC77
PPK72s8ZCASo36T+bBFl2lr3ZAamAQjnZOd0AGwRZdpa92QGpgEI52TndAAJGl0FYv+kKfofXvTU21EKCRpdBWL/pCn6H1701NtRCt8FZeM/F9IOJ9/+ED0f
lBHfBWXjPxfSDiff/hA9H5QRh/aF/6javc/JCAASPc0d+4f2hf+o2r3PyQgAEj3NHfuJApMWWc0vFEjiHvFZyFkfiQKTFlnNLxRI4h7xWchZHyz7wRWCCLQM
EBozGaMQiyYs+8EVggi0DBAaMxmjEIsmUwjPQZYekwxO+e38YQphxq33Mb5q4W3zsgYTA5/1nzlt5qoYcgqU5mro5wbI6y0TbeaqGHIKlOZq6OcGyOstExzb
XdTv+dX2eR41DavwfuUc213U7/nV9nkeNQ2r8H7l+x70VEgjNf4k4RwcHCPssgXhDKu43MsB3B7k4+TcFE1rJBwQtwE943AS7RhF1wTpayQcELcBPeNwEu0Y
RdcE6aDVvtxNCDsDEwoX/Q/X8c2g1b7cTQg7AxMKF/0P1/HN48TuJQ7SOk8uAl7pFSI27B07EtryLcaw0v2iFuvdyhMMKt/tWOuGE382PvAE9YgZDCrf7Vjr
hhN/Nj7wBPWIGbz+kO1d940J7fLc/+YABvVEAXASowhz9hMNJAAa//oK/r8BvUHzUeN85w75chLBH/6/Ab1B81HjfOcO+XISwR9OOvwHUxFf/P7fEeVOEbPy
ssUE+K3uoQMCIO8asu5NDWoio+GzBGvmxCaBBtTlLSNqIqPhswRr5sQmgQbU5S0jlvS+GBDqfg+O+urwVuQeOpb0vhgQ6n4Pjvrq8FbkHjpSwT7fZ8hh9lLp
gRQSAlf4UsE+32fIYfZS6YEUEgJX+Pfvqv717ULlv/Vf7rDcG8T376r+9e1C5b/1X+6w3BvEAgH95tH0SPwNFH38uiii8AIB/ebR9Ej8DRR9/LooovAi9Ycl
gPhcBK8GYbIRCxz43gp52oAHpPtR+Z9N7/TkBzLiZ/wiAyfh/Lrf/dTpkMsy4mf8IgMn4fy63/3U6ZDLNv6qFS78WRxGFYz8jgCR7jb+qhUu/FkcRhWM/I4A
ke7J30n0TPj7CBTFVuyJ+k3bNyC3C7QHBffsOqoTdwWzJPYYWBFcGpE2SwBT+aHaQB72GFgRXBqRNksAU/mh2kAe4hA8IVYc0eRG6P35svB2Dx7vxN6q4y8b
uhcDBk4PivCGCtD/f/ip9qnqqeoQC9LUhgrQ/3/4qfap6qnqEAvS1Fof+QBjG3O0gQFdHvLsiBFaH/kAYxtztIEBXR7y7IgRnenhthPZ6gK0Lz0dp/kWEZ3p
4bYT2eoCtC89Haf5FhHo9+ECwBR2Ow5JTCiBJlv/GAgf/UDrisTytrTXf9mlAIwYFxO59oYBkfsEyrzzedSMGBcTufaGAZH7BMq883nUYQIx5/7T4vl45B83
xNsw/p/9zxgCLB4GiBvhyDwk0AHW2driN9PSCHoq4wJlCKfZ1tna4jfT0gh6KuMCZQin2Q==
""",
    ),
    (
        14,
        [
            18295868, 0, -6864616, 19543112, 0,
        ],
        """
WzCcAhQETApJLU77bkie7CvtNPvk723mlRBX8x4vlvnSQk0NsO1Fx9zmiOVbDBbo29jHGarnc/4LA8ctGe3U6zQXTg+3/58DMLbD/znmWNZbMGT9FARMCrfS
TvuSt57sK+3MBOTvkxmVEFfz4tCW+S69TQ2w7bs43OZ4GlsMFuglJ8cZVhhz/gsDOdIZ7SwUNBdOD0kAnwPQScP/OeaoKQ==
""",
    ),
]
