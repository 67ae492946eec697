// What keys do: name, shown, description, action with and without shift.
const KEYS = (page) => [
    [[" "], "space", "play or pause; at the end, from the start", () => page.player.toggle()],
    [["ArrowLeft"], "left", "back 1 tick; with shift 10", (event) => page.player.step(event.shiftKey ? -10 : -1)],
    [["ArrowRight"], "right", "forward 1 tick; with shift 10", (event) => page.player.step(event.shiftKey ? 10 : 1)],
    [["Home"], "home", "first state", () => page.player.seek(0)],
    [["End"], "end", "last state", () => page.player.seek(page.match.ticks)],
    [["n"], "n", "next event", () => page.jump(1)],
    [["p"], "p", "previous event", () => page.jump(-1)],
    [["ArrowUp"], "up", "faster", () => page.player.faster(1)],
    [["ArrowDown"], "down", "slower", () => page.player.faster(-1)],
    [["["], "[", "start a loop here", () => page.player.beginLoop()],
    [["]"], "]", "end the loop here; again to leave it", () => page.player.endLoop()],
    [
        ["s", "S"],
        "s",
        "select the next ship; with shift the one before",
        (event) => page.selectNext(event.shiftKey ? -1 : 1),
    ],
    [["f"], "f", "follow the selected ship", () => page.followShip()],
    [["a"], "a", "camera on the action", () => page.aim("action")],
    [["r"], "r", "the whole arena", () => page.aim("arena")],
    [["v"], "v", "what all ships sense, or only the selected one", () => (page.view.sight = !page.view.sight)],
    [["d"], "d", "drawings of the bots", () => (page.view.drawings = !page.view.drawings)],
    [["w"], "w", "why it ended", () => page.toggleWhy()],
    [["l"], "l", "copy a link to this moment", () => page.share()],
    [["Escape"], "escape", "deselect, close panels", () => page.dismiss()],
    [["h", "?", "F1"], "h, ?", "this list", () => page.help.toggle()],
];

function listen(page, keys) {
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (page.help.root.open) {
            if (["Escape", "h", "?", "F1"].includes(event.key)) page.help.toggle();
            else return;
            event.preventDefault();
            return;
        }
        // A focused button is pressed by space and enter.
        if (event.key === " " && event.target.closest?.("button")) return;
        const key = keys.find(([names]) => names.includes(event.key));
        if (!key) return;
        event.preventDefault();
        key[3](event);
        page.changed();
    });
}

// Drags, pinches, the wheel and taps on the stage.
class Gestures {
    constructor(page, canvas) {
        this.page = page;
        this.canvas = canvas;
        this.touches = new Map();
        this.moved = 0;
        this.tapped = -Infinity; // when a tap ended, ms
        canvas.addEventListener("pointerdown", (event) => this.down(event));
        canvas.addEventListener("pointermove", (event) => this.move(event));
        canvas.addEventListener("pointerup", (event) => this.up(event));
        canvas.addEventListener("pointercancel", (event) => this.touches.delete(event.pointerId));
        // Without this, a click follows a tap, and meets the panel that the tap has opened.
        canvas.addEventListener("touchend", (event) => event.preventDefault(), { passive: false });
        canvas.addEventListener(
            "wheel",
            (event) => {
                event.preventDefault();
                page.camera.zoomAt(event.offsetX, event.offsetY, 1.0016 ** -event.deltaY);
                page.changed();
            },
            { passive: false },
        );
    }

    place(event) {
        const box = this.canvas.getBoundingClientRect();
        return [event.clientX - box.left, event.clientY - box.top];
    }

    down(event) {
        this.canvas.setPointerCapture(event.pointerId);
        if (!this.touches.size) this.moved = 0;
        this.touches.set(event.pointerId, this.place(event));
    }

    move(event) {
        const from = this.touches.get(event.pointerId),
            to = this.place(event);
        if (!from) return;
        const other = [...this.touches].find(([id]) => id !== event.pointerId)?.[1];
        this.moved += Math.hypot(to[0] - from[0], to[1] - from[1]);
        this.touches.set(event.pointerId, to);
        if (this.moved < 6) return;
        const { camera } = this.page;
        if (other) {
            const apart = (one) => Math.max(Math.hypot(one[0] - other[0], one[1] - other[1]), 1);
            camera.zoomAt((to[0] + other[0]) / 2, (to[1] + other[1]) / 2, apart(to) / apart(from));
            camera.pan((to[0] - from[0]) / 2, (to[1] - from[1]) / 2);
        } else {
            camera.pan(to[0] - from[0], to[1] - from[1]);
        }
        this.page.changed();
    }

    up(event) {
        if (!this.touches.delete(event.pointerId) || this.moved >= 6) return;
        const [x, y] = this.place(event),
            now = performance.now();
        if (now - this.tapped < 300) this.page.aim("action");
        else this.page.select(this.page.shipAt(x, y));
        this.tapped = now;
        this.page.changed();
    }
}
