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
        13,
        [
            -35007672, 21261258, 49248100, -4821764, 29273096, -32257988, -9666871, 33496014, -35007672,
            21261258, 49248100, -4821764, 29273096, -32257988, -9666871, 33496014,
        ],
        """
eO7eEUT8PAKT1DH9I//T8nju3hFE/DwCk9Qx/SP/0/K3FuUA7P5lSmj9vbvv9u7utxblAOz+ZUpo/b277/bu7l0lsr7LAJ3+wxVf6lj5Rxyj2k5BNf9jAT3q
oRWoBrnjnADEAAH37O9U+MMT3uF8+mT/PP//CBQQrAc97CIehAV8KTfZ/MqOE1Losffk7moMfCk32fzKjhNS6LH35O5qDOA0L/Dj+IAmSvJUDD/jXOHgNC/w
4/iAJkryVAw/41zh4gOzC6/OhvLN6gjzqvYFHOIDswuvzobyzeoI86r2BRwfBEH+zP26Hu356dZfGHHsHwRB/sz9uh7t+enWXxhx7N3SUBS58DEBYwYNHzTZ
Gxfd0lAUufAxAWMGDR802RsXRhXn/eQBKM/MD2wblcF0zkYV5/3kASjPzA9sG5XBdM7+9W/aPs65BJsDAvt7IvMf/vVv2j7OuQSbAwL7eyLzH/MKngZVzqf7
Uu1CMa3tXRjzCp4GVc6n+1LtQjGt7V0YWg/YIyYhxCcGEVLryMUb/KbwKNza3jzY+u6uFDg65QMt6gPeSfqB7hvlLfhZLncMLeoD3kn6ge4b5S34WS53DOjs
Gvl0+n4DkvGYJbrzDjDo7Br5dPp+A5LxmCW68w4wowFvFP8BIwgD4rbykibABl3+kesB/t33/R1KDW7ZQPlwDpDviiER9M/vZtzDA9DMcA6Q74ohEfTP72bc
wwPQzDH4Z/xR/dTvchxjFoTyH/Ux+Gf8Uf3U73IcYxaE8h/15e019THQxCotGDHkBE5f+xsSywrPLzzV0+fPG/yxoQTr+s//fjeg35YNm/0px6oZ6/rP/343
oN+WDZv9KceqGVL/lyp48Sjt6eqi9VYRJf6uAGnViA7YEhcVXgqq7tsBmyA3G08D0f2A5YTLRPHD/5sgNxtPA9H9gOWEy0Txw//5/XQLs/NoBRXseRKKzeE9
BwKM9E0MmPrrE4ftdjIfwhv+SA4W9q7vGAKt6sP+8AYb/kgOFvau7xgCrerD/vAG8+BCGXoBefMy8ebkNP4TDPPgQhl6AXnzMvHm5DT+EwzbG234n9eb+9gI
tv+ZEMYX2xtt+J/Xm/vYCLb/mRDGF9D+1hQuGswTnBM1A4jIgw3Q/tYULhrME5wTNQOIyIMNwt+1yGIcWgAxIQcMQSqnAcLftchiHFoAMSEHDEEqpwGWC7j7
fRjT9lz++uVPH2zQavRIBIPnLQmkAQYaseCUL3rkARG3FwIB8d0jAOjSLtt65AERtxcCAfHdIwDo0i7bJQupAm/6vAap5/kcMRpQEiULqQJv+rwGqef5HDEa
UBKi/Wz0miMgCOIAKPBQD9/nXgKUC2bc4Pce/9gPsPAhGCH6BSUp404l7hkjACT7Gegh+gUlKeNOJe4ZIwAk+xnolxOX/TfdJM2YCnoCbf225WnsaQLJItwy
aPWG/ZMCShpXF7r5qgVpH+3mheorKI/iVxe6+aoFaR/t5oXqKyiP4i5BAxwPIDPwt+D6A5Lg+wQuQQMcDyAz8Lfg+gOS4PsE6BPUEHn3K9HIDT8B2yjf5+gT
1BB59yvRyA0/Adso3+cg0Hr9SQ2H+CoehSXP3icQ4C+GArfyeQfW4XvaMSHZ7ysDT/2YANgfrdIj/ELtnd8rA0/9mADYH63SI/xC7Z3ft+c5H2v8ouuIG+UF
fdfsJUkYx+CVA14UeOQb+oMoFNqyA3rofd2xEUP199WP5pf7sgN66H3dsRFD9ffVj+aX+w==
""",
    ),
    (
        13,
        [
            11454396, 0, -4751692, 5117683, 0,
        ],
        """
pul37l4HsCUAABEO9R5lCwZFAACL/wcg4R1y2gAAxPpeBr3Ew/EAACgESw+HGCvwAACIDU/i3wqPEgAAs+ZbMO0ZQBcAADoOV7CC877cAACm6YkRXgewJQAA
EQ4L4WULBkUAAIv/+d/hHXLaAADE+qL5vcTD8QAAKAS18IcYK/AAAIgNsR3fCo8SAACz5qXP7RlAFwAAOg6pT4LzvtwAAA==
""",
    ),
]
