// The page: its elements, what is selected and shown, and the loop that draws it when something has changed.
class Page {
    constructor(match) {
        this.match = match;
        this.player = new Player(match);
        this.camera = new Camera(match);
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        this.view = { selected: null, sight: false, drawings: true, calm };
        this.last = 0;
        this.frames = 0;
        this.asked = false;
        this.told = match.about.events
            .map(([tick]) => tick)
            .filter((tick, k, ticks) => k === 0 || tick !== ticks[k - 1]);
        this.build();
        this.read();
        this.keys = KEYS(this);
        this.help = new Help(
            this.keys
                .map(([, shown, does]) => [shown, does])
                .concat([
                    ["drag, wheel, pinch", "move and zoom the map"],
                    ["click, tap", "select a ship; twice: camera on the action"],
                ]),
        );
        this.root.append(this.help.root);
        listen(this, this.keys);
        this.gestures = new Gestures(this, this.canvas);
        addEventListener("hashchange", () => {
            this.read();
            this.changed();
        });
        new ResizeObserver(() => this.resize()).observe(this.stage);
        this.resize();
    }

    build() {
        const { match } = this;
        this.canvas = element("canvas", "");
        this.canvas.setAttribute("role", "img");
        this.sides = new Sides(match, (side) => this.selectSide(side));
        this.feed = new Feed(match);
        this.inspector = new Inspector(match, () => this.select(null));
        this.why = new Why(
            match,
            (tick) => this.visit(tick),
            () => this.toggleWhy(),
        );
        this.outcome = new Outcome(
            match,
            () => this.act(() => (this.player.seek(0), this.player.toggle())),
            () => this.toggleWhy(),
        );
        this.message = element("div", "message");
        this.message.setAttribute("role", "status");
        this.message.hidden = true;
        const { problem } = match.about,
            warning = problem ? element("div", "warning", problem) : null;
        if (warning) this.sides.head.append(warning);
        this.stage = element("div", "stage", this.canvas, this.feed.root, this.outcome.root, this.message);
        this.timeline = new Timeline(match, this.player, () => this.changed());
        this.dock = new Dock(this);
        this.root = document.getElementById("app");
        this.root.className = match.sides > 2 ? "crowd" : "";
        this.root.replaceChildren(
            ...[
                this.sides.head,
                this.sides.list,
                this.why.root,
                this.stage,
                this.inspector.root,
                this.dock.root,
            ].filter(Boolean),
        );
        this.scene = new Scene(match, this.canvas);
    }

    // Reads the moment and the ship from the address: #t=TICK&s=SHIP.
    read() {
        const hash = new URLSearchParams(location.hash.slice(1)),
            number = (name) => (/^\d+$/.test(hash.get(name) ?? "") ? Number(hash.get(name)) : null);
        const tick = number("t"),
            ship = number("s");
        if (tick !== null) this.player.seek(tick);
        if (ship !== null && ship < this.match.ships) this.select(ship);
        this.player.playing = tick === null && !this.view.calm && !this.player.ended;
    }

    resize() {
        this.scene.resize();
        this.timeline.resize();
        const { width, height } = this.scene.stage;
        this.camera.free = { left: 0, top: 8, right: width, bottom: height - 8 };
        this.draw();
    }

    act(change) {
        change();
        this.changed();
    }

    changed() {
        if (!this.asked) {
            this.asked = true;
            requestAnimationFrame((now) => this.frame(now));
        }
    }

    frame(now) {
        this.asked = false;
        const interval = Math.min(now - this.last, 100);
        this.last = now;
        if (this.player.playing && this.running) {
            this.player.advance(interval / 1000);
            this.scene.measure(interval);
        }
        this.running = this.player.playing;
        this.draw();
        if (this.player.playing) this.changed();
    }

    draw() {
        const { player, match, view } = this,
            time = player.position;
        this.camera.follow(time, view.selected);
        this.scene.draw(time, this.camera, view);
        this.timeline.draw(time);
        if (!player.playing || this.frames % 2 === 0) {
            // Half as often as the map: what follows costs the browser a layout.
            this.sides.update(time);
            this.inspector.update(time);
            this.feed.update(time);
        }
        this.outcome.update(time);
        this.dock.update(time);
        if (!player.playing) this.describe(time);
        this.frames++;
    }

    // Tells what is seen, for those who do not see it.
    describe(time) {
        const { about } = this.match;
        const sides = about.names.map((name, side) => {
            const { hull, points, living } = this.match.standing(time, side);
            return living
                ? `${name}: hull ${wholeHull(hull)}${about.place.beacon ? `, ${points.toFixed(1)} points` : ""}`
                : `${name}: destroyed`;
        });
        this.canvas.setAttribute(
            "aria-label",
            `${about.mode} in ${about.arena} at ${(time / about.rate).toFixed(1)} s. ${sides.join("; ")}.`,
        );
    }

    jump(direction) {
        this.player.jump(this.told, direction);
    }

    // Pauses a little before a tick, so that one sees it coming.
    visit(tick) {
        this.act(() => {
            this.player.playing = false;
            this.player.seek(tick);
        });
    }

    select(ship) {
        this.view.selected = ship;
        if (ship === null && this.camera.aim === "ship") this.camera.aim = "action";
        if (ship !== null && this.narrow) this.why.root.hidden = true;
        this.inspector.show(ship);
        this.changed();
    }

    get narrow() {
        return matchMedia("(max-width: 800px)").matches;
    }

    selectSide(side) {
        const own = Array.from({ length: this.match.about.each }, (_, k) => side * this.match.about.each + k);
        const living = own.filter((ship) => this.match.alive(this.player.position, ship)),
            choice = living.length ? living : own;
        this.select(choice[(choice.indexOf(this.view.selected) + 1) % choice.length]);
    }

    selectNext(direction) {
        const { match, player, view } = this;
        for (let k = 1; k <= match.ships; k++) {
            const ship = mod((view.selected ?? (direction > 0 ? -1 : 0)) + direction * k, match.ships);
            if (match.alive(player.position, ship)) return this.select(ship);
        }
    }

    shipAt(x, y) {
        let nearest = null,
            least = 26;
        for (let ship = 0; ship < this.match.ships; ship++) {
            if (!this.match.alive(this.player.position, ship)) continue;
            const own = this.match.ship(this.player.position, ship),
                [px, py] = this.camera.toStage(own.x, own.y),
                away = Math.hypot(px - x, py - y);
            if (away < least) [nearest, least] = [ship, away];
        }
        return nearest;
    }

    aim(target) {
        this.camera.aim = target;
        this.changed();
    }

    nextAim() {
        if (this.camera.aim === "action") this.aim("arena");
        else if (this.camera.aim === "arena") this.followShip();
        else this.aim("action");
    }

    followShip() {
        if (this.camera.aim === "ship") return this.aim("action");
        if (this.view.selected === null) this.selectNext(1);
        this.camera.zoom = Math.max(this.camera.zoom, Math.min(this.scene.stage.width, this.scene.stage.height) / 640);
        this.aim("ship");
    }

    toggleWhy() {
        const { root } = this.why;
        root.hidden = !root.hidden;
        if (!root.hidden && this.narrow) this.select(null);
        this.changed();
    }

    dismiss() {
        if (!this.why.root.hidden) this.toggleWhy();
        this.select(null);
    }

    // Copies a link to this moment.
    share() {
        const ship = this.view.selected === null ? "" : `&s=${this.view.selected}`,
            hash = `#t=${Math.floor(this.player.position)}${ship}`;
        try {
            history.replaceState(null, "", hash);
        } catch {
            // In a sandboxed frame the address cannot be changed; the link can still be copied.
        }
        const link = location.href.split("#")[0] + hash,
            copied = navigator.clipboard?.writeText(link) ?? Promise.reject();
        copied.then(
            () => this.say(`link copied: ${hash}`),
            () => this.say(`link to this moment: ${hash}`),
        );
    }

    say(text) {
        setText(this.message, text);
        this.message.hidden = false;
        clearTimeout(this.silence);
        this.silence = setTimeout(() => (this.message.hidden = true), 3500);
    }
}

async function start() {
    const app = document.getElementById("app");
    try {
        const match = new Match(await inflate(document.getElementById("match").textContent));
        globalThis.replay = new Page(match); // for pages that embed this one, and tests
        globalThis.replay.changed();
    } catch (error) {
        app.textContent =
            typeof DecompressionStream === "undefined"
                ? "This browser is too old to play the match."
                : "This page is damaged: it cannot play its match.";
        throw error;
    }
}

start();
