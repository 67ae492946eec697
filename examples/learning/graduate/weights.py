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
            -55117508, -9949652, 40036864, 4015847, 27062640, -26716404, -3310652, 69808904, -55117508,
            -9949652, 40036864, 4015847, 27062640, -26716404, -3310652, 69808904,
        ],
        """
jf0SCArrI+sY3k/qPtuXEI39EggK6yPrGN5P6j7blxBCNWTsEAyDbzbtYYa2D8jnQjVk7BAMg2827WGGtg/I5xgxv6lN9q/6FVMk+d/9nhDozkFWswlRBeus
3AYhAmLvW/8n7HTWztWT8eAT7O35DKUA2ROMKTIqbQ4g7BQSB/NhRavMh7JMNknLlBUJ/nIPYUWrzIeyTDZJy5QVCf5yD0ZGzNZO/GZC6vPuCSLQuMJGRszW
TvxmQurz7gki0LjC7fTyC0W3cOYK8RrcLxiUQO308gtFt3DmCvEa3C8YlEBz/rICxe47IDoVYuLVF1Hmc/6yAsXuOyA6FWLi1RdR5kaz5f2S7Zv50gs9IeTm
Zg5Gs+X9ku2b+dILPSHk5mYO1g7s/f34ldRdAIEk5Y+IwdYO7P39+JXUXQCBJOWPiMHW+2brA67m/MT0Zd4uCyU51vtm6wOu5vzE9GXeLgslOe0PiAMkywgf
6eUQQP7rrQXtD4gDJMsIH+nlEED+660FgTsUP3U2Z0R+CRWseM/JD3/E7MCLyZm7gvbrU4gwN/DJvtyylfLBziPwfvLrQsr/yb7cspXywc4j8H7y60LK/1Hb
DuEY1zU0OQCfVPLUUD1R2w7hGNc1NDkAn1Ty1FA9VgIjFv8OqAIO7krt5GUH8ar93ekB8Vj98hG2Ehya+Q7dFS/KgyZ/3SAbHtkc8KTA3RUvyoMmf90gGx7Z
HPCkwHPOXQJV+mLwAhP7I6jvZCNzzl0CVfpi8AIT+yOo72QjJeupBLDW30LBFubOz2s2BNsUV/tQKSG9P+kaMTGUyvuRE0DfhEE6zMkMZwTLosIlkRNA34RB
OszJDGcEy6LCJZLd0lE72+z2q+yc8lX4iBJuIi6uxSQUCVUTZA2rB3jtYCnCLc/+XeaGueGupwAoIWApwi3P/l3mhrnhrqcAKCGHBTwMyvIo/MPN9wd7ywwp
efrE8zYN2AM9Mgn4hTT01hTwoBNn3pL6JvYQzSDuZ+QU8KATZ96S+ib2EM0g7mfk+pvfCpcMWelWz0HEL/nlEPqb3wqXDFnpVs9BxC/55RD5y1D6me9tASr8
/vuTBbkl+ctQ+pnvbQEq/P77kwW5JUgOiSsmImgjgAHC/KSVFw5IDokrJiJoI4ABwvyklRcOXtmw2wEnKQSlOwYHI2XVG17ZsNsBJykEpTsGByNl1RskGPTd
Qw7S0UkB4OvmCmTL3OcMIr3xLi63/iAUGvWcNKwG3SHNAo0GWbJ18nzetdWsBt0hzQKNBlmydfJ83rXVpOy1BLsUDe1VwRMXZidSLaTstQS7FA3tVcETF2Yn
Ui2+9qIAoj0EDBf1FPwl8RTiQgle/17C/PPpCuwD2w7sHTAL6kD86D9cxCj+8WvxGdAwC+pA/Og/XMQo/vFr8RnQCzpw/hXMDatCJrUaAuds8fXFkAHrM/NU
vtlL5f4YlA4T//gsBxNHH8fZCet1KUrME//4LAcTRx/H2QnrdSlKzJ5WdDwHL8DsgcykC/nTESieVnQ8By/A7IHMpAv50xEoOfosDRrpTOIqAasOOymM0jn6
LA0a6UziKgGrDjspjNIF46z42huo59EPeDO82LUe+xxUBybkWBgv8IjMRCdL4eMXi/9M75MnJc2m9FXlwLXjF4v/TO+TJyXNpvRV5cC1XtTdRnrhP8bTGHU1
/M2iBKIrI7mGHsE5LeeLygQyXvs8C6jM0cpZEpoNRMMe/ZsVPAuozNHKWRKaDUTDHv2bFQ==
""",
    ),
    (
        14,
        [
            21055884, 0, 45832356, -8791381,
        ],
        """
YNIy7AvdYAh4NFIpzyc1cb7tzx1OG5bCMPjWKp6/eQEH8HX0yP7b9gcmcsJJ8mcsZd8bScs30A6VBwqCn+AD5mDSzhML3WAIeDSu1s8nNXG+7THiThuWwjD4
KtWev3kBB/CLC8j+2/YHJo49SfJnLGXf5bbLN9AOlQf2fZ/gA+Y=
""",
    ),
]
