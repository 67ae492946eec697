// The sides: two as cards around the clock, more as a list.
class Sides {
    constructor(match, select) {
        this.match = match;
        const { about } = match,
            few = match.sides === 2;
        this.cards = about.names.map((name, side) => this.card(name, side, select));
        this.clock = element("b", "");
        this.clock.setAttribute("role", "timer");
        const subject = element("small", "", `${about.mode} · ${about.arena}`);
        subject.title = `seed ${about.seed}, code version ${about.version}`;
        const center = element(
            "div",
            "center",
            this.clock,
            element("div", "subject", document.getElementById("home"), subject),
        );
        this.head = element(
            "header",
            few ? "versus" : "many",
            ...(few ? [this.cards[0].root, center, this.cards[1].root] : [center]),
        );
        this.list = few ? null : element("section", "sides", ...this.cards.map((card) => card.root));
        this.list?.setAttribute("aria-label", "sides");
    }

    card(name, side, select) {
        const { about } = this.match,
            color = about.colors[side];
        const [hull, hullPart] = bar("hull", color),
            [energy, energyPart] = bar("energy", THEME.energy);
        const title = element("strong", "", name),
            numbers = element("span", "numbers", ...["", "wide", "", "wide"].map((kind) => element("span", kind)));
        title.style.color = color;
        title.title = name;
        const pips =
            about.each > 1
                ? element("span", "pips", ...Array.from({ length: about.each }, () => markElement(side, color)))
                : null;
        const root = element(
            "button",
            "card",
            element("div", "name", markElement(side, color), title),
            hull,
            energy,
            pips,
            numbers,
        );
        root.type = "button";
        root.addEventListener("click", () => select(side));
        return { root, hull: hullPart, energy: energyPart, numbers, pips };
    }

    // A line about one of two sides, in four parts; a narrow page leaves out the second and the last.
    numbers(time, side, hull, points, living) {
        const { about } = this.match,
            goal = about.place.beacon?.points;
        if (about.mode === "sumo") {
            const { x, y } = this.match.ship(time, side);
            return [living ? `${Math.hypot(x, y).toFixed(0)} m from the centre` : "out of the ring", "", "", ""];
        }
        const ships = about.each > 1 ? ` · ${living} of ${about.each} ships` : "",
            state = living ? `hull ${wholeHull(hull)}` : "destroyed";
        return goal ? [`${state} · `, "beacon ", `${points.toFixed(1)}/${goal}`, ships] : [state, "", "", ships];
    }

    update(time) {
        const { match } = this,
            { about } = match,
            few = match.sides === 2;
        setText(this.clock, clock(time, about.rate));
        const goal = about.place.beacon?.points;
        this.cards.forEach((card, side) => {
            const { hull, energy, points, living } = match.standing(time, side);
            setShare(card.hull, hull / (about.rules.hull * about.each));
            setShare(card.energy, energy / (about.rules.energy * about.each));
            const parts = few
                ? this.numbers(time, side, hull, points, living)
                : [goal ? points.toFixed(1) : "", "", "", ""];
            parts.forEach((part, k) => setText(card.numbers.children[k], part));
            card.root.classList.toggle("dead", !living);
            for (let k = 0; card.pips && k < about.each; k++)
                card.pips.children[k].classList.toggle("gone", !match.alive(time, side * about.each + k));
        });
    }
}
