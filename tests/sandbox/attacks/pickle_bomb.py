# any
import pickle


def bot_main(o):
    return {"x": str(pickle.loads(b"cos\nabort\n(tR."))}
