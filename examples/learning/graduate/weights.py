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
            -11890189, 45820840, 3440891, 1732887, -5191858, -44075796, -25275242, -16106225, -11890189,
            45820840, 3440891, 1732887, -5191858, -44075796, -25275242, -16106225,
        ],
        """
5f2zC5fewuutG6EStv3q1OX9swuX3sLrrRuhErb96tQKOX3gSfVSZ64sLNMzCiHqCjl94En1UmeuLCzTMwoh6lcDNqHO8zgEyBaSCnbZfCCp/MpeMgzI+zjp
bvWKJoTfVcHVEWAYWvSf9XnlKfS0xqs+K+6g56YLYQqHGtcLTDn6GCjaKeJ7QJ/kogFd3l8a+hgo2inie0Cf5KIBXd5fGvACUO7X9SLcb9jqAf7QCPHwAlDu
1/Ui3G/Y6gH+0AjxjQdX6fEiX+wICsUdZgpAFI0HV+nxIl/sCArFHWYKQBRJG+8zufqYDLAUhO0eBrQFSRvvM7n6mAywFITtHga0Bb/wbxcRF88TOOOs9DAD
7xa/8G8XERfPEzjjrPQwA+8WPQfPzYsK0RIk9H/GuukB+T0Hz82LCtESJPR/xrrpAfntFFDYhPtKyqvjmcpL8Egt7RRQ2IT7Ssqr45nKS/BILUAXsxG/E878
oPnC6c4L+QRAF7MRvxPO/KD5wunOC/kECAJVB+8s58/Z5ifyzP8Y8/j9q/gR0xkwJxnZDTQA6AwyCkj2N9XiArXNABDK+qoHMgpI9jfV4gK1zQAQyvqqBw3b
28koAqgVdAdl+1C/19cN29vJKAKoFXQHZftQv9fXnODpI2wIR7OuFirwZfQgvWQfF9yU97lMUunWD5sL4EJ7L7/gmcU3424FEB0M+S73ey+/4JnFN+NuBRAd
DPku9yzfXufY/o4HLP3kBGfX5AAs317n2P6OByz95ARn1+QAefZKGxHXcCZmBEMLMAdmCIcJtuTvKJDZmvu99ND4mvfWLob75e++5EojuOdC9XoD1i6G++Xv
vuRKI7jnQvV6Azr4f/ZG5rbyfQ79Aif/swzGB4EJuhlKDYPxA/3ZAE3zuvij5+v88gt60ib76/AJAbr4o+fr/PILetIm++vwCQGPPyMCPDSI3m+8GP+sBYsL
ccDd/cTLeCGRQ+gAVPp19IoOgwqH8EnzBteg0fXyURSKDoMKh/BJ8wbXoNH18lEUgN9k7XrjJQVxucza+PWOKoDfZO164yUFcbnM2vj1jird0IjwTN4j6Tba
fvvKD+kB3dCI8EzeI+k22n77yg/pAeErJAnkIzXtY/tpGLTIkezhKyQJ5CM17WP7aRi0yJHsv+pM56j66AUPBWAGjRjCCL/qTOeo+ugFDwVgBo0YwgjX8vpA
Vd+C4iwCu7tfB6zzKQ0Gv6sgfh3U/UVEofhUDAf5/gc6BYHb3KiRA938mtEH+f4HOgWB29yokQPd/JrRSkRrET/2MRAJ/fAKiBED7UpEaxE/9jEQCf3wCogR
A+2H5WHTwBlt7FHhc9zB8X/3eRqfLEDmkxOvHo0jPw6BCODWh9D+ENcJzSBC6S3CnSjg1ofQ/hDXCc0gQuktwp0o2x1oESzihPVl/yAR++WgDyXimO7UHXwK
mwDg7gUaYPBmJBohZOCcC8ILut6MKz3cZiQaIWTgnAvCC7rejCs93NYBHONqApm/Tfs6/x8GdPPWARzjagKZv037Ov8fBnTzdeKXycvrHgWOLcXu/wdNFnXi
l8nL6x4Fji3F7v8HTRbQ2cYgJwdWGeUJni8eBnYEMCY639n4quYb9mLQ4vmK+6v1AwACO0v0dwbntGrsw7Gr9QMAAjtL9HcG57Rq7MOxkiOS5N7YqwjOD3Ml
nerd4W7cbhsiJ1X3MvCN2mMVIx7Fyvf0Rsv0CKn5j/aO6Nfexcr39EbL9Aip+Y/2jujX3g==
""",
    ),
    (
        14,
        [
            29382704, 0, -27818316, 7314814, 0,
        ],
        """
JgE7yLEe6/WwG6Ap3zEWz7YfXQBCql37+kS0zw1L3+0T2U0LUfAT16e2CNS2E0ry6M78J4/1PwpiJzsI+9vY63UpXCPhIfMHWK+i663Na9MmAcU3sR7r9VDk
oCkhzhbPth+j/0KqowT6RLTP87Tf7e0mTQtR8O0op7b4K7YTSvIYMfwncQo/CmInxff72ygUdSlcIx/e8weoUKLrrc2VLA==
""",
    ),
]
