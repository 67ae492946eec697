# start: TypeError
import json

json.loads = json.dumps = json.JSONEncoder.encode = json.JSONEncoder.default = None
json.decoder.JSONDecoder.decode = lambda *_: 1 / 0


def bot_main(o):
    return {}
