const ORDERS = 5; // of a ship in a tick

// A match as viewer/web/pack.py packs it: the states of everything that is shown. Places are in metres, times in ticks.
class Match {
    constructor(bytes) {
        const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
        const about = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
        const reader = new Reader(bytes, 4 + size),
            states = about.ticks + 1;
        about.ships = about.sides * about.each;
        const count = about.ships,
            rocks = about.place.asteroids.length;
        Object.assign(this, { about, ticks: about.ticks, states, ships: count, sides: about.sides });
        const x = reader.columns(states, count, true),
            y = reader.columns(states, count, true);
        this.x = x.map((at) => at / about.grid);
        this.y = y.map((at) => at / about.grid);
        this.heading = reader.columns(states, count, true).map((steps) => (steps * 2 * Math.PI) / about.headings);
        this.hull = reader.columns(states, count, false).map((points) => points / about.tenths);
        this.energy = reader.columns(states, count, true).map((points) => points / about.tenths);
        this.shield = reader.columns(states, count, false);
        this.orders = reader.columns(states, ORDERS * count, false);
        this.points = reader.columns(states, about.sides, true).map((units) => units / about.unit);
        this.holder = reader.columns(states, 1, false);
        this.rocks = this.readRocks(reader, rocks);
        const seen = reader.groups(reader.ints(about.sides * (count + rocks)));
        this.seen = Array.from({ length: about.sides }, (_, side) =>
            seen.slice(side * (count + rocks), (side + 1) * (count + rocks)),
        );
        this.shots = readShots(reader, about, { x, y });
        this.longest = this.shots.reduce((most, shot) => Math.max(most, shot.states), 0);
        this.hits = this.shots
            .filter((shot) => shot.hit)
            .map((shot) => ({ tick: shot.last, shot, ship: shot.hit - 1 }));
        this.hits.sort((one, other) => one.tick - other.tick);
    }

    readRocks(reader, count) {
        const sizes = reader.ints(count),
            states = reader.groups(sizes),
            grid = this.about.grid;
        const [xs, ys] = [0, 1].map(() => reader.groups(sizes).map((places) => places.map((at) => at / grid)));
        return states.map((own, k) => ({ states: own, xs: xs[k], ys: ys[k], radius: this.about.place.asteroids[k] }));
    }

    side(ship) {
        return Math.floor(ship / this.about.each);
    }

    // The name of a ship: its side's, in a fleet with its number.
    name(ship) {
        return this.about.each === 1 ? this.about.names[ship] : `${this.about.names[this.side(ship)]} ${ship}`;
    }

    state(time) {
        return Math.max(0, Math.min(Math.floor(time), this.ticks));
    }

    alive(time, ship) {
        return this.hull[this.state(time) * this.ships + ship] > 0;
    }

    // The ship between two states; one that dies in this tick goes on at its velocity.
    ship(time, ship) {
        const state = this.state(time),
            at = state * this.ships + ship,
            share = time - state;
        const next = state < this.ticks && this.hull[at + this.ships] > 0 ? at + this.ships : at;
        const between = (column) => column[at] + (column[next] - column[at]) * share;
        const drift = next === at && share && state && this.hull[at - this.ships] > 0 ? share : 0;
        const velocity = this.velocity(state, ship);
        return {
            x: between(this.x) + drift * velocity[0],
            y: between(this.y) + drift * velocity[1],
            heading: between(this.heading),
            hull: between(this.hull),
            energy: between(this.energy),
            shield: this.shield[share ? next : at] > 0, // up during the tick to the next state
        };
    }

    // Metres per tick.
    velocity(state, ship) {
        const at = state * this.ships + ship,
            before = at - this.ships;
        return state ? [this.x[at] - this.x[before], this.y[at] - this.y[before]] : [0, 0];
    }

    order(time, ship) {
        const row = this.state(time) * ORDERS * this.ships + ship;
        const [thrust, turn, fire, shield, strafe] = [0, 1, 2, 3, 4].map((kind) => this.orders[row + kind * this.ships]);
        return { thrust: thrust / 100, turn: turn / 100, fire, shield: shield > 0, strafe: strafe / 100 };
    }

    rock(time, rock) {
        const { states, xs, ys, radius } = this.rocks[rock];
        let k = 0;
        while (k < states.length - 2 && states[k + 1] <= time) k++;
        const after = Math.min(k + 1, states.length - 1);
        const share = after > k ? (time - states[k]) / (states[after] - states[k]) : 0;
        return { x: xs[k] + (xs[after] - xs[k]) * share, y: ys[k] + (ys[after] - ys[k]) * share, radius };
    }

    beacon(time) {
        const beacon = this.about.place.beacon;
        if (!beacon) return null;
        const angle = time * beacon.turn * 2 * Math.PI,
            [cos, sin] = [Math.cos(angle), Math.sin(angle)],
            holder = this.holder[this.state(time)];
        return {
            x: beacon.x * cos - beacon.y * sin,
            y: beacon.x * sin + beacon.y * cos,
            radius: beacon.radius,
            holder,
        };
    }

    safeRadius(time) {
        const {
            radius,
            zone: [start, end, last],
        } = this.about.place;
        return radius - ((radius - last) * Math.min(Math.max(time - start, 0), end - start)) / (end - start);
    }

    // Shots shown at a time; they are in the order of their births.
    *flying(time) {
        let low = 0,
            high = this.shots.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.shots[middle].born <= time - this.longest - 1) low = middle + 1;
            else high = middle;
        }
        for (let k = low; k < this.shots.length && this.shots[k].born < time + 1; k++) {
            if (this.shots[k].shown(time)) yield this.shots[k];
        }
    }

    // What a side senses in a state.
    sensesShip(state, side, ship) {
        return this.side(ship) === side || inRun(this.seen[side][ship], state);
    }

    sensesRock(state, side, rock) {
        return inRun(this.seen[side][this.ships + rock], state);
    }

    sensesShot(state, side, shot) {
        return inRun(shot.seen[side], Math.max(state - shot.born, 0));
    }

    // Hull, energy, points and living ships of a side.
    standing(time, side) {
        const standing = { hull: 0, energy: 0, living: 0, points: this.points[this.state(time) * this.sides + side] };
        for (let ship = side * this.about.each; ship < (side + 1) * this.about.each; ship++) {
            if (!this.alive(time, ship)) continue;
            const { hull, energy } = this.ship(time, ship);
            standing.hull += hull;
            standing.energy += energy;
            standing.living++;
        }
        return standing;
    }

    // What a program sent, printed, drew and used in a tick; null if that is not known.
    note(time, side) {
        const notes = this.about.notes,
            state = this.state(time),
            row = notes?.notes[state]?.[side];
        if (!row) return null;
        const [fuel = null, sent = [], log = "", draw = [], plot = {}, error = ""] = row;
        return { fuel, sent, log, draw, plot, error };
    }

    // The last lines that a program printed up to a time, as [tick, line], newest last.
    prints(time, side, most) {
        const found = [];
        for (let state = this.state(time); state >= 0 && found.length < most; state--) {
            const log = this.note(state, side)?.log;
            if (log) found.unshift(...log.split("\n").map((line) => [state, line]));
        }
        return found.slice(-most);
    }
}
