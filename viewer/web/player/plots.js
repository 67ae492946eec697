const MOST_PLOTS = 8; // names
const GAP = 10; // ticks without a number that a line bridges

// The numbers that a program plotted over the match, each between its least and its greatest value, with a legend.
class Plots {
    constructor(match, side) {
        this.match = match;
        this.canvas = element("canvas", "");
        this.legend = element("div", "legend");
        this.root = element("figure", "plots", this.canvas, this.legend);
        this.curves = this.read(side);
        this.root.hidden = !this.curves.size;
        this.values = new Map();
        [...this.curves.keys()].forEach((name, k) => {
            const value = element("span", ""),
                label = element("span", "", name);
            label.style.color = THEME.palette[k % THEME.palette.length];
            this.values.set(name, value);
            this.legend.append(element("span", "entry", label, value));
        });
    }

    read(side) {
        const curves = new Map();
        for (let state = 0; state < (this.match.about.notes?.end ?? 0); state++) {
            for (const [name, value] of Object.entries(this.match.note(state, side)?.plot ?? {})) {
                if (!curves.has(name) && curves.size < MOST_PLOTS) curves.set(name, []);
                curves.get(name)?.push([state, value]);
            }
        }
        return curves;
    }

    update(time, side) {
        if (this.root.hidden) return;
        const { canvas, match } = this,
            { clientWidth: width, clientHeight: height } = canvas,
            ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
        const state = match.state(time),
            now = match.note(state, side)?.plot ?? {},
            x = (tick) => (tick / Math.max(match.ticks, 1)) * width;
        for (const [name, value] of this.values) setText(value, name in now ? String(now[name]) : "");
        canvas.width = width * ratio;
        canvas.height = height * ratio;
        const g = canvas.getContext("2d");
        g.scale(ratio, ratio);
        let k = 0;
        for (const points of this.curves.values()) {
            const values = points.map(([, value]) => value),
                least = values.reduce((a, b) => Math.min(a, b)),
                span = values.reduce((a, b) => Math.max(a, b)) - least || 1;
            g.strokeStyle = THEME.palette[k++ % THEME.palette.length];
            g.lineWidth = 1.3;
            g.beginPath();
            points.forEach(([tick, value], at) => {
                const apart = at === 0 || tick > points[at - 1][0] + GAP;
                g[apart ? "moveTo" : "lineTo"](x(tick), height - 3 - ((value - least) / span) * (height - 6));
            });
            g.stroke();
        }
        g.fillStyle = "#ffffff";
        g.fillRect(x(time), 0, 1, height);
    }
}
