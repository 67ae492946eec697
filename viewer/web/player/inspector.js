const PRINTS = 8; // lines

// The selected ship: its state, its orders, and what its program sent, printed and used.
class Inspector {
    constructor(match, close) {
        this.match = match;
        this.title = element("h2", "");
        this.body = element("div", "body");
        this.root = element(
            "aside",
            "panel inspector",
            element("div", "title", this.title, button("close", "close (escape)", close)),
            this.body,
        );
        this.root.setAttribute("aria-label", "selected ship");
        this.root.hidden = true;
        this.shown = null;
    }

    show(ship) {
        this.root.hidden = ship === null;
        if (this.shown === ship || ship === null) return;
        this.shown = ship;
        const { about } = this.match,
            side = this.match.side(ship),
            color = about.colors[side];
        const name = element(
            "span",
            "",
            about.each === 1 ? this.match.name(ship) : `${about.names[side]}, ship ${ship}`,
        );
        name.style.color = color;
        this.title.replaceChildren(markElement(side, color), name);
        const meters = {},
            row = (label, ...cells) => element("div", "row", element("span", "label", label), ...cells);
        const [hull, hullPart] = bar("hull", THEME.hull),
            [energy, energyPart] = bar("energy", THEME.energy);
        const value = (key) => (meters[key] = element("span", "value"));
        const order = (key) => {
            const part = element("i", "");
            meters[`${key}Part`] = part;
            return element("div", "bar signed", part);
        };
        Object.assign(meters, { hullPart, energyPart });
        this.plots = new Plots(this.match, side);
        const block = (key, tag = "p") => (meters[key] = element(tag, key));
        this.body.replaceChildren(
            row("hull", hull, value("hull")),
            row("energy", energy, value("energy")),
            row("place", value("place")),
            row("speed", value("speed")),
            element("h3", "", "orders in this tick"),
            row("thrust", order("thrust"), value("thrust")),
            row("turn", order("turn"), value("turn")),
            row("strafe", order("strafe"), value("strafe")),
            row("fire", value("fire")),
            row("shield", value("shield")),
            block("sent"),
            block("fuel"),
            this.plots.root,
            block("error", "pre"),
            block("prints", "pre"),
            block("kept"),
        );
        this.meters = meters;
    }

    update(time) {
        if (this.root.hidden) return;
        const { match, meters, shown: ship } = this,
            { about } = match,
            state = match.state(time),
            alive = match.alive(time, ship);
        const now = match.ship(time, ship),
            order = match.order(time, ship),
            [vx, vy] = match.velocity(state, ship);
        setShare(meters.hullPart, alive ? now.hull / about.rules.hull : 0);
        setShare(meters.energyPart, alive ? now.energy / about.rules.energy : 0);
        setText(meters.hull, alive ? now.hull.toFixed(1) : "destroyed");
        setText(meters.energy, alive ? now.energy.toFixed(1) : "");
        setText(meters.place, `x ${now.x.toFixed(1)}  y ${now.y.toFixed(1)}`);
        const degrees = mod((now.heading * 180) / Math.PI + 180, 360) - 180;
        setText(
            meters.speed,
            alive ? `${(Math.hypot(vx, vy) * about.rate).toFixed(0)} m/s  heading ${degrees.toFixed(0)}°` : "",
        );
        for (const key of ["thrust", "turn", "strafe"]) {
            const value = key === "thrust" ? order[key] : -order[key]; // to the left is positive, and left
            setText(meters[key], `${order[key] > 0 ? "+" : ""}${order[key].toFixed(2)}`);
            meters[`${key}Part`].style.left = `${value < 0 ? 50 + 50 * value : 50}%`;
            meters[`${key}Part`].style.width = `${50 * Math.abs(order[key])}%`;
        }
        setText(meters.fire, order.fire ? `power ${order.fire}` : "no");
        setText(meters.shield, order.shield ? "up" : "down");
        this.plots.update(time, match.side(ship));
        this.updateNotes(state, ship, match.side(ship));
    }

    updateNotes(state, ship, side) {
        const { match, meters } = this,
            { about } = match,
            { notes } = about,
            note = match.note(state, side);
        const limit = about.fuel
            ? ` of ${about.fuel.toLocaleString("en")} (${(((note?.fuel ?? 0) / about.fuel) * 100).toFixed(1)} %)`
            : "";
        setText(meters.sent, note ? `sent: ${note.sent[ship - side * about.each] || "nothing for this ship"}` : "");
        setText(
            meters.fuel,
            note
                ? note.fuel === null
                    ? "fuel: not counted outside the sandbox"
                    : `fuel ${note.fuel.toLocaleString("en")}${limit}`
                : "",
        );
        setText(meters.error, note?.error ?? "");
        const printed = notes ? match.prints(state, side, PRINTS) : [];
        setText(meters.prints, printed.map(([tick, line]) => `${String(tick).padStart(5)} ${line}`).join("\n"));
        const cut = notes?.cuts[side] ?? null,
            end = notes ? Math.min(notes.end, cut ?? Infinity) : 0;
        let kept = "";
        if (!notes) kept = "This page holds no prints, drawings and fuel of the programs.";
        else if (state >= end && end < about.ticks)
            kept = `What the program sent, printed and used is not kept from tick ${end} on.`;
        if (notes && notes.end < about.ticks && end === notes.end)
            kept += ` This page keeps ${(notes.most / 1e6).toLocaleString("en")} MB of it.`;
        setText(meters.kept, kept);
    }
}
