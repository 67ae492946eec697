const WINDOW = 30; // ticks on either side over which extents are taken and then averaged, for a smooth camera
const MARGIN = 130; // m around the ships
const CLOSEST = 300; // m, minimum of half the smaller side of the view
const MOST_ZOOM = 20; // pixels per metre

// The places to show, as a function of time alone: the same as viewer/views/auto_camera.py.
class AutoCamera {
    constructor(match) {
        this.least = Math.min(CLOSEST, match.about.place.radius);
        const edges = [[], [], [], []];
        for (let state = 0; state < match.states; state++) {
            const found = [Infinity, Infinity, Infinity, Infinity];
            for (let ship = 0; ship < match.ships; ship++) {
                const at = state * match.ships + ship;
                if (!match.hull[at]) continue;
                [match.x[at], match.y[at], -match.x[at], -match.y[at]].forEach(
                    (value, k) => (found[k] = Math.min(found[k], value)),
                );
            }
            const nobody = found[0] === Infinity;
            edges.forEach((edge, k) => edge.push(nobody ? (edge[state - 1] ?? 0) : found[k]));
        }
        this.edges = edges.map((edge) => AutoCamera.mean(AutoCamera.lowest(edge)));
    }

    static lowest(values) {
        return values.map((_, k) => Math.min(...values.slice(Math.max(k - WINDOW, 0), k + WINDOW + 1)));
    }

    static mean(values) {
        const last = values.length - 1,
            at = (k) => values[Math.max(0, Math.min(k, last))];
        let sum = 0;
        for (let k = -WINDOW; k <= WINDOW; k++) sum += at(k);
        return values.map((_, k) => {
            const mean = sum / (2 * WINDOW + 1);
            sum += at(k + WINDOW + 1) - at(k - WINDOW);
            return mean;
        });
    }

    at(time) {
        const last = this.edges[0].length - 1,
            state = Math.min(Math.floor(time), last),
            next = Math.min(state + 1, last);
        const [west, south, east, north] = this.edges
            .map((edge) => edge[state] + (edge[next] - edge[state]) * (time - state))
            .map((value, k) => (k < 2 ? value : -value));
        const half = (size) => Math.max(size / 2 + MARGIN, this.least);
        return {
            x: (west + east) / 2,
            y: (south + north) / 2,
            halfWidth: half(east - west),
            halfHeight: half(north - south),
        };
    }
}

// Maps metres of the arena to pixels of the stage. The free area is what panels leave of it: left, top, right, bottom.
class Camera {
    constructor(match) {
        this.match = match;
        this.auto = new AutoCamera(match);
        this.aim = "action"; // or arena, ship, free
        this.x = this.y = 0;
        this.zoom = 1;
        this.free = { left: 0, top: 0, right: 1, bottom: 1 };
    }

    get fitting() {
        return (
            Math.max(Math.min(this.free.right - this.free.left, this.free.bottom - this.free.top), 1) /
            (2.08 * this.match.about.place.radius)
        );
    }

    // Points the camera at its target.
    follow(time, selected) {
        if (this.aim === "ship" && selected === null) this.aim = "action";
        if (this.aim === "arena") {
            this.look(0, 0, this.fitting);
        } else if (this.aim === "action") {
            const { x, y, halfWidth, halfHeight } = this.auto.at(time);
            const width = this.free.right - this.free.left,
                height = this.free.bottom - this.free.top;
            this.look(
                x,
                y,
                Math.max(Math.min((width - 40) / (2 * halfWidth), (height - 40) / (2 * halfHeight)), this.fitting),
            );
        } else if (this.aim === "ship" && this.match.alive(time, selected)) {
            const { x, y } = this.match.ship(time, selected);
            this.look(x, y, this.zoom);
        }
    }

    look(x, y, zoom) {
        Object.assign(this, { x, y, zoom: Math.max(Math.min(zoom, MOST_ZOOM), this.fitting / 2) });
    }

    get center() {
        return [(this.free.left + this.free.right) / 2, (this.free.top + this.free.bottom) / 2];
    }

    toStage(x, y) {
        const [left, top] = this.center;
        return [left + (x - this.x) * this.zoom, top - (y - this.y) * this.zoom];
    }

    toArena(px, py) {
        const [left, top] = this.center;
        return [this.x + (px - left) / this.zoom, this.y - (py - top) / this.zoom];
    }

    pan(dx, dy) {
        this.aim = "free";
        this.look(this.x - dx / this.zoom, this.y + dy / this.zoom, this.zoom);
    }

    // Zooms so that the place under a pixel stays there.
    zoomAt(px, py, factor) {
        if (this.aim !== "ship") this.aim = "free";
        const before = this.toArena(px, py);
        this.look(this.x, this.y, this.zoom * factor);
        if (this.aim === "ship") return;
        const after = this.toArena(px, py),
            reach = this.match.about.place.radius;
        const clamp = (value) => Math.max(-reach, Math.min(value, reach));
        this.look(clamp(this.x + before[0] - after[0]), clamp(this.y + before[1] - after[1]), this.zoom);
    }
}
