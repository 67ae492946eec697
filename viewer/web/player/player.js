const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16];

// Playback: position in ticks, speed, pause and loop.
class Player {
    constructor(match) {
        this.match = match;
        this.position = 0;
        this.speed = 1;
        this.playing = false;
        this.loop = null;
        this.begin = 0;
    }

    get ended() {
        return this.position >= this.match.ticks;
    }

    seek(position) {
        this.position = Math.max(0, Math.min(position, this.match.ticks));
    }

    step(ticks) {
        this.playing = false;
        this.seek((ticks < 0 ? Math.ceil(this.position) : Math.floor(this.position)) + ticks);
    }

    toggle() {
        if (!this.playing && this.ended) this.seek(0);
        this.playing = !this.playing;
    }

    faster(steps) {
        this.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.indexOf(this.speed) + steps, SPEEDS.length - 1))];
    }

    advance(seconds) {
        if (!this.playing) return;
        const next = this.position + seconds * this.match.about.rate * this.speed;
        const [start, end] = this.loop ?? [0, Infinity];
        this.seek(this.position <= end && next > end ? start : next);
        if (this.ended && !this.loop) this.playing = false;
    }

    // Starts a loop here, or ends it here; leaves a loop.
    beginLoop() {
        this.loop = null;
        this.begin = this.position;
    }

    endLoop() {
        this.loop = this.loop || this.position <= this.begin ? null : [this.begin, this.position];
    }

    // Pauses at the next or previous of these ticks.
    jump(ticks, direction) {
        const later =
            direction > 0 ? ticks.find((tick) => tick > this.position) : ticks.findLast((tick) => tick < this.position);
        if (later === undefined) return;
        this.playing = false;
        this.seek(later);
    }
}
