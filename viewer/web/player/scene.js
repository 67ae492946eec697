// Draws a moment of the match on the stage, from back to front.
class Scene {
    constructor(match, canvas) {
        this.match = match;
        this.canvas = canvas;
        this.g = canvas.getContext("2d", { alpha: false });
        this.sprites = new Sprites();
        this.arena = new Arena(match, this.sprites);
        this.craft = new Craft(match, this.sprites);
        this.effects = new Effects(match, this.sprites);
        this.labels = new Labels(match, this.sprites);
        this.quality = 0; // 0 draws everything; 1 fewer pixels and stars; 2 neither nebula nor glow of shots
        this.interval = 17; // ms between frames, a running mean
        this.resize();
    }

    resize() {
        const { clientWidth: width, clientHeight: height } = this.canvas;
        const ratio = this.quality ? 1 : Math.min(globalThis.devicePixelRatio || 1, 2);
        this.stage = { width, height, ratio };
        this.canvas.width = Math.round(width * ratio);
        this.canvas.height = Math.round(height * ratio);
    }

    // Draws less where frames are slow.
    measure(milliseconds) {
        this.interval += (milliseconds - this.interval) * 0.03;
        if (this.interval > 36 && this.quality < 2) {
            this.quality++;
            this.interval = 17;
            this.resize();
        }
    }

    draw(time, camera, view) {
        const { g, stage, match } = this;
        const dim = new Dimmer(match, time, view.selected);
        g.setTransform(stage.ratio, 0, 0, stage.ratio, 0, 0);
        this.labels.begin(stage);
        this.arena.drawSpace(g, stage, camera, this.quality);
        this.arena.drawFloor(g, stage, camera, time);
        this.arena.drawBeacon(g, camera, time, this.labels);
        this.arena.drawBodies(g, camera, time, dim);
        const looking = view.sight ? [...Array(match.ships).keys()] : view.selected === null ? [] : [view.selected];
        this.craft.drawSight(g, camera, time, looking);
        this.craft.drawTrails(g, camera, time);
        if (view.drawings) this.drawNotes(g, camera, time);
        this.craft.drawShots(g, camera, time, dim, this.quality);
        this.craft.drawShips(g, camera, time, view.selected, dim, view.calm);
        this.effects.draw(g, camera, time, view.calm);
        this.labels.draw(g, camera, this.craft, time, view.selected);
        if (camera.zoom > 1.5 * camera.fitting && stage.width > 700 && stage.height > 380)
            this.drawMap(g, stage, camera, time);
    }

    // The drawings of the bots in this tick.
    drawNotes(g, camera, time) {
        for (let side = 0; side < this.match.sides; side++) {
            for (const row of this.match.note(time, side)?.draw ?? []) {
                const color = row.at(-1),
                    [x, y] = camera.toStage(row[1], row[2]);
                g.strokeStyle = color;
                g.lineWidth = 1.5;
                g.globalAlpha = 0.8;
                g.beginPath();
                if (row[0] === "line") {
                    g.moveTo(x, y);
                    g.lineTo(...camera.toStage(row[3], row[4]));
                    g.stroke();
                } else if (row[0] === "circle") {
                    circle(g, x, y, row[3] * camera.zoom);
                    g.stroke();
                } else {
                    g.font = "12px ui-monospace, monospace";
                    g.fillStyle = color;
                    g.fillText(row[3], x, y);
                }
            }
        }
        g.globalAlpha = 1;
    }

    // The whole arena in a corner, while only a part of it is in view.
    drawMap(g, stage, camera, time) {
        const { match } = this,
            { radius, asteroids, star } = match.about.place,
            size = 62,
            scale = (size - 5) / radius;
        const x = camera.free.left + size + 12,
            y = camera.free.bottom - size - 12,
            at = (px, py) => [x + px * scale, y - py * scale];
        g.fillStyle = "#070b16d8";
        circle(g, x, y, size);
        g.fill();
        g.strokeStyle = THEME.edge;
        g.lineWidth = 1.5;
        circle(g, x, y, radius * scale);
        g.stroke();
        const safe = match.safeRadius(time),
            beacon = match.beacon(time);
        if (safe < radius) {
            g.strokeStyle = THEME.zone;
            circle(g, x, y, safe * scale);
            g.stroke();
        }
        if (beacon) {
            g.strokeStyle = beacon.holder < 0 ? THEME.beacon : match.about.colors[beacon.holder];
            circle(g, ...at(beacon.x, beacon.y), beacon.radius * scale);
            g.stroke();
        }
        g.fillStyle = THEME.gray;
        g.globalAlpha = 0.5;
        asteroids.forEach((own, k) => {
            const rock = match.rock(time, k);
            circle(g, ...at(rock.x, rock.y), own * scale);
            if (own) g.fill();
        });
        g.globalAlpha = 1;
        g.fillStyle = THEME.star;
        circle(g, x, y, star * scale);
        g.fill();
        for (let ship = 0; ship < match.ships; ship++) {
            if (!match.alive(time, ship)) continue;
            const own = match.ship(time, ship);
            drawMark(g, match.side(ship), this.craft.color(ship), ...at(own.x, own.y), 3.5);
        }
        g.save();
        circle(g, x, y, size);
        g.clip();
        g.strokeStyle = "#ffffffa0";
        g.lineWidth = 1;
        const [left, top] = at(...camera.toArena(camera.free.left, camera.free.top)),
            [right, bottom] = at(...camera.toArena(camera.free.right, camera.free.bottom));
        g.strokeRect(left, top, right - left, bottom - top);
        g.restore();
    }
}

// How bright things are drawn: dimmed where the side of the selected ship does not sense them.
class Dimmer {
    constructor(match, time, selected) {
        this.match = match;
        this.state = match.state(time);
        this.side = selected !== null && match.alive(time, selected) ? match.side(selected) : null;
    }

    of(sensed) {
        return this.side === null || sensed() ? 1 : 0.25;
    }

    ship(ship) {
        return this.of(() => this.match.sensesShip(this.state, this.side, ship));
    }

    rock(rock) {
        return this.of(() => this.match.sensesRock(this.state, this.side, rock));
    }

    shot(shot) {
        return this.of(() => this.match.sensesShot(this.state, this.side, shot));
    }
}
