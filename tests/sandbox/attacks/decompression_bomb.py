# any
import zlib


def bot_main(o):
    bomb = zlib.compress(zlib.compress(bytes(200_000_000 // 8)) * 8)
    return {"x": len(zlib.decompress(zlib.decompress(bomb) * 8) * 8)}
