const FED = 150; // ticks that a line of the feed stays
const LINES = 4; // of the feed

// Deaths and faults as they happen.
class Feed {
    constructor(match) {
        this.match = match;
        this.root = element("ol", "feed");
        this.root.setAttribute("aria-live", "polite");
        this.events = match.about.events.filter(([, kind]) => ["kill", "fault", "mark"].includes(kind));
        this.key = "";
    }

    update(time) {
        const recent = this.events.filter(([tick]) => tick <= time && time - tick < FED).slice(-LINES);
        const key = recent.map(([tick, , side]) => `${tick} ${side}`).join();
        if (key === this.key) return;
        this.key = key;
        this.root.replaceChildren(
            ...recent.map(([, , side, text]) =>
                element("li", "", markElement(side, this.match.about.colors[side]), element("span", "", text)),
            ),
        );
    }
}

// Why the match ended as it did; each line leads to its tick.
class Why {
    constructor(match, seek, close) {
        const { about } = match,
            { result } = about;
        const lines = about.reasons.map(([tick, side, text]) => {
            const line = element(
                "button",
                "reason",
                element("time", "", clock(tick, about.rate)),
                side === null ? null : markElement(side, about.colors[side]),
                element("span", "", text),
            );
            line.type = "button";
            line.addEventListener("click", () => seek(tick));
            return element("li", "", line);
        });
        const head = result ? [element("p", "verdict", `${result.who}: ${result.why || result.how}`)] : [];
        this.root = element(
            "aside",
            "panel why",
            element("div", "title", element("h2", "", "Why it ended"), button("close", "close (w)", close)),
            element("div", "body", ...head, element("ol", "", ...lines)),
        );
        this.root.setAttribute("aria-label", "why the match ended");
        this.root.hidden = true;
    }
}

// Who won, at the end.
class Outcome {
    constructor(match, again, why) {
        this.match = match;
        const { result, colors, ticks, rate, problem } = match.about;
        const who = element("strong", "", result ? result.who : "the log ends here");
        if (result && result.winner !== null) who.style.color = colors[result.winner];
        const mark = result && result.winner !== null ? markElement(result.winner, colors[result.winner]) : null;
        const how = element("span", "", result ? result.how : (problem ?? `after ${(ticks / rate).toFixed(1)} s`));
        const buttons = element(
            "div",
            "buttons",
            button("replay", "watch again", again, "again"),
            button("why", "why it ended (w)", why, "why"),
        );
        this.root = element(
            "div",
            "outcome",
            element("div", "winner", mark, who),
            how,
            result?.why ? element("span", "", result.why) : null,
            buttons,
        );
        this.root.setAttribute("role", "status");
        this.root.hidden = true;
    }

    update(time) {
        this.root.hidden = time < this.match.ticks;
    }
}

// The keys.
class Help {
    constructor(keys) {
        const rows = keys.map(([shown, does]) =>
            element("tr", "", element("th", "", element("kbd", "", shown)), element("td", "", does)),
        );
        const close = button("close", "close", () => this.root.close());
        this.root = element(
            "dialog",
            "help",
            element("div", "title", element("h2", "", "Keys"), close),
            element("table", "", element("tbody", "", ...rows)),
        );
        this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
    }

    toggle() {
        if (this.root.open) this.root.close();
        else this.root.showModal();
    }
}
