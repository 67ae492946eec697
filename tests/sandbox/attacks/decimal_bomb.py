# any
import decimal


def bot_main(o):
    decimal.getcontext().prec = 10**6
    return {"x": str(decimal.Decimal(2) ** decimal.Decimal("0.5"))[:3]}
