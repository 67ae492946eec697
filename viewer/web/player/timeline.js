const LANE = 14; // pixels at the top for marks of events
const STRIP = 5; // pixels at the bottom for the holder of the beacon
const EDGE = 6; // pixels left and right of the match

// The whole match at a glance: hull and points of each side, events, who held the beacon; a slider of the position.
class Timeline {
    constructor(match, player, changed) {
        Object.assign(this, { match, player, changed });
        this.canvas = element("canvas", "timeline");
        this.tip = element("div", "tip");
        this.tip.hidden = true;
        [this.loop, this.later, this.head] = ["loop", "later", "head"].map((name) => element("div", name));
        this.root = element(
            "div",
            "track",
            this.canvas,
            element("div", "overlay", this.loop, this.later, this.head),
            this.tip,
        );
        const { root } = this;
        root.tabIndex = 0;
        root.setAttribute("role", "slider");
        root.setAttribute("aria-label", "position in the match");
        root.setAttribute("aria-valuemin", "0");
        root.setAttribute("aria-valuemax", String(match.ticks));
        root.addEventListener("pointerdown", (event) => {
            root.setPointerCapture(event.pointerId);
            this.seek(event);
        });
        root.addEventListener("pointermove", (event) => {
            if (event.buttons) this.seek(event);
            this.point(event);
        });
        root.addEventListener("pointerleave", () => (this.tip.hidden = true));
    }

    seek(event) {
        this.player.seek(this.tick(event));
        this.changed();
    }

    // The tick under the pointer, and the pixel of a tick.
    tick(event) {
        const box = this.root.getBoundingClientRect(),
            share = (event.clientX - box.left - EDGE) / (box.width - 2 * EDGE);
        return Math.max(0, Math.min(share, 1)) * this.match.ticks;
    }

    x(tick) {
        return EDGE + (tick / Math.max(this.match.ticks, 1)) * (this.width - 2 * EDGE);
    }

    // Tells the time under the pointer, and the event nearest to it.
    point(event) {
        const tick = this.tick(event),
            reach = (8 / this.width) * this.match.ticks;
        const near = this.match.about.events
            .filter(([at]) => Math.abs(at - tick) <= reach)
            .sort(
                (one, other) =>
                    (other[1] === "kill") - (one[1] === "kill") || Math.abs(one[0] - tick) - Math.abs(other[0] - tick),
            );
        setText(this.tip, clock(tick, this.match.about.rate) + (near.length ? `  ${near[0][3]}` : ""));
        this.tip.hidden = false;
        const width = this.tip.offsetWidth;
        this.tip.style.left = `${Math.max(0, Math.min(this.x(tick) - width / 2, this.width - width))}px`;
    }

    resize() {
        const ratio = Math.min(globalThis.devicePixelRatio || 1, 2),
            { clientWidth: width, clientHeight: height } = this.canvas;
        Object.assign(this, { width, height });
        this.canvas.width = Math.max(Math.round(width * ratio), 1);
        this.canvas.height = Math.max(Math.round(height * ratio), 1);
        const g = this.canvas.getContext("2d");
        g.setTransform(ratio, 0, 0, ratio, 0, 0);
        this.drawStill(g);
    }

    drawStill(g) {
        const { match, width, height } = this,
            { about } = match,
            x = (tick) => this.x(tick);
        const floor = height - STRIP - 2,
            room = floor - LANE - 2;
        g.fillStyle = "#0a1020";
        g.fillRect(0, 0, width, height);
        const zone = about.place.zone[0];
        if (zone < match.ticks) {
            g.fillStyle = THEME.zone + "1c";
            g.fillRect(x(zone), LANE, width, height);
            g.fillStyle = THEME.zone;
            g.fillRect(x(zone), LANE, 1, height);
        }
        for (let side = 0; side < match.sides; side++) this.drawCurves(g, side, x, floor, room);
        for (let state = 0; state < match.states; state++) {
            const holder = match.holder[state];
            if (holder < 0) continue;
            g.fillStyle = about.colors[holder];
            g.fillRect(x(state), height - STRIP, Math.max((width - 2 * EDGE) / match.states, 1) + 0.3, STRIP);
        }
        for (const { tick, shot } of match.hits) {
            g.fillStyle = about.colors[match.side(shot.owner)];
            g.globalAlpha = 0.75;
            g.fillRect(x(tick), LANE - 5, 1, 4);
        }
        g.globalAlpha = 0.6;
        g.fillStyle = THEME.contact;
        for (const tick of about.contacts) g.fillRect(x(tick), LANE - 2, 1, 2);
        g.globalAlpha = 1;
        for (const [tick, kind, side] of about.events) this.drawEvent(g, x(tick), kind, side, floor);
    }

    // The hull of a side as a line over a faint area, and its points as a dotted line.
    drawCurves(g, side, x, floor, room) {
        const { match, width } = this,
            { about } = match,
            full = about.rules.hull * about.each,
            goal = about.place.beacon?.points;
        const steps = Math.max(Math.min(Math.round(width / 2), match.ticks), 1),
            few = match.sides <= 2;
        const curve = (share) => {
            g.beginPath();
            for (let k = 0; k <= steps; k++) {
                const state = Math.round((k / steps) * match.ticks);
                g[k ? "lineTo" : "moveTo"](x(state), floor - Math.min(share(state), 1) * room);
            }
        };
        // In sumo, where hulls stay whole, how near the centre it is.
        const nearness = (state) => {
            const at = state * match.ships + side;
            return match.hull[at] ? 1 - Math.hypot(match.x[at], match.y[at]) / about.place.radius : 0;
        };
        const hull = (state) => {
            let sum = 0;
            for (let ship = side * about.each; ship < (side + 1) * about.each; ship++)
                sum += match.hull[state * match.ships + ship];
            return sum / full;
        };
        g.strokeStyle = g.fillStyle = about.colors[side];
        if (goal && match.points[match.ticks * match.sides + side] > 0) {
            curve((state) => match.points[state * match.sides + side] / goal);
            g.lineWidth = 1.5;
            g.globalAlpha = 0.8;
            g.setLineDash([2, 3]);
            g.stroke();
            g.setLineDash([]);
        }
        curve(about.mode === "sumo" ? nearness : hull);
        g.globalAlpha = 1;
        g.lineWidth = few ? 1.8 : 1.2;
        g.stroke();
        if (few) {
            g.lineTo(x(match.ticks), floor);
            g.lineTo(x(0), floor);
            g.globalAlpha = 0.1;
            g.fill();
        }
        g.globalAlpha = 1;
    }

    drawEvent(g, x, kind, side, floor) {
        const color = this.match.about.colors[side] ?? THEME.gray;
        if (kind === "kill") {
            g.fillStyle = color;
            g.fillRect(x - 0.75, LANE, 1.5, floor - LANE);
            g.strokeStyle = color;
            g.lineWidth = 2.2;
            g.beginPath();
            for (const d of [1, -1]) {
                g.moveTo(x - 4, 6 - 4 * d);
                g.lineTo(x + 4, 6 + 4 * d);
            }
            g.stroke();
        } else if (kind === "fault") {
            g.fillStyle = THEME.fault;
            g.fillRect(x - 1.25, 1, 2.5, 7);
            g.fillRect(x - 1.25, 9.5, 2.5, 2.5);
        } else if (kind === "mark") {
            g.fillStyle = THEME.mark;
            tracePolygon(g, MARKS[3], x, 6, 5);
            g.fill();
        } else if (kind !== "beacon") {
            g.fillStyle = kind === "star" ? THEME.star : THEME.zone;
            tracePolygon(g, MARKS[6], x, 6, 4);
            g.fill();
        }
    }

    // Moves what depends on the position; the rest is drawn once.
    draw(time) {
        const { match } = this,
            x = this.x(time),
            { loop } = this.player;
        this.later.style.transform = this.head.style.transform = `translateX(${x.toFixed(1)}px)`;
        this.loop.hidden = !loop;
        if (loop) {
            this.loop.style.left = `${this.x(loop[0])}px`;
            this.loop.style.width = `${this.x(loop[1]) - this.x(loop[0])}px`;
        }
        const tick = String(Math.floor(time));
        if (this.root.getAttribute("aria-valuenow") !== tick) {
            this.root.setAttribute("aria-valuenow", tick);
            this.root.setAttribute(
                "aria-valuetext",
                `${(time / match.about.rate).toFixed(1)} seconds, tick ${tick} of ${match.ticks}`,
            );
        }
    }
}

function clock(tick, rate) {
    const tenths = Math.floor((tick / rate) * 10 + 1e-6);
    return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}
