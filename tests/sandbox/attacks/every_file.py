# none
import os


def bot_main(o):
    for path in ("/", "/etc/passwd", "/proc/self/environ", "..", "//", "\0", "C:\\", "/dev/zero", "/0", "botkit"):
        for use in (open, os.stat, os.listdir, os.remove, os.mkdir, os.readlink, os.chdir):
            try:
                use(path)
            except (OSError, ValueError, AttributeError):
                continue
            raise SystemExit(f"{use} {path}")
    for number in range(3, 64):
        try:
            os.read(number, 1)
        except OSError:
            continue
        raise SystemExit(number)
    return {}
