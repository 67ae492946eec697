const TRAIL = 45; // ticks
const LEAST = 12; // pixels, minimum of a ship's radius
const JETS = [0.15, -0.35]; // of a ship that strafes: their places, of its radius ahead of its centre
const STEPS = 9; // parts of a trail, each fainter than the one before

// What flies: ships with trails, flames, jets at the side and shields, and shots.
class Craft {
    constructor(match, sprites) {
        this.match = match;
        this.sprites = sprites;
    }

    color(ship) {
        return this.match.about.colors[this.match.side(ship)];
    }

    size(camera) {
        return Math.max(this.match.about.rules.ship * camera.zoom, this.match.ships > 8 ? LEAST - 2 : LEAST);
    }

    drawTrails(g, camera, time) {
        const { match } = this,
            size = this.size(camera);
        g.lineCap = g.lineJoin = "round";
        for (let ship = 0; ship < match.ships; ship++) {
            if (!match.alive(time, ship)) continue;
            g.strokeStyle = this.color(ship);
            for (let part = 0; part < STEPS; part++) {
                const from = time - (part * TRAIL) / STEPS;
                if (from <= 0) break;
                g.globalAlpha = 0.6 * (1 - part / STEPS) ** 1.3;
                g.lineWidth = Math.max(size * 0.42 * (1 - part / STEPS), 1);
                g.beginPath();
                for (let k = 0; k <= 2; k++) {
                    const { x, y } = match.ship(Math.max(from - (k * TRAIL) / STEPS / 2, 0), ship),
                        [px, py] = camera.toStage(x, y);
                    g[k ? "lineTo" : "moveTo"](px, py);
                }
                g.stroke();
            }
        }
        g.globalAlpha = 1;
    }

    // What the selected ship senses: all around, and in a cone about its heading.
    drawSight(g, camera, time, ships) {
        const { sense, sight, angle } = this.match.about.rules,
            zoom = camera.zoom;
        for (const ship of ships) {
            if (!this.match.alive(time, ship)) continue;
            const { x, y, heading } = this.match.ship(time, ship),
                [px, py] = camera.toStage(x, y),
                color = this.color(ship);
            const light = g.createRadialGradient(px, py, 0, px, py, sight * zoom);
            light.addColorStop(0, color + "30");
            light.addColorStop(1, color + "06");
            g.fillStyle = light;
            g.strokeStyle = color;
            g.lineWidth = 1;
            g.beginPath();
            g.moveTo(px, py);
            g.arc(px, py, sight * zoom, -heading - angle, -heading + angle);
            g.closePath();
            g.fill();
            g.globalAlpha = 0.4;
            g.stroke();
            circle(g, px, py, sense * zoom);
            g.stroke();
            g.globalAlpha = 0.06;
            g.fillStyle = color;
            g.fill();
            g.globalAlpha = 1;
        }
    }

    drawShots(g, camera, time, dim, effects) {
        g.globalCompositeOperation = "lighter";
        g.lineCap = "round";
        const scale = Math.max(Math.min(Math.sqrt(camera.zoom * 1.6), 2.2), 0.75);
        for (const shot of this.match.flying(time)) {
            const [x, y] = camera.toStage(...shot.at(time)),
                color = this.color(shot.owner),
                alpha = dim.shot(shot);
            const [fromX, fromY] = camera.toStage(...shot.at(Math.max(time - 1.6, shot.born - 1)));
            g.strokeStyle = color;
            g.globalAlpha = 0.75 * alpha;
            g.lineWidth = (1.2 + 0.7 * shot.power) * scale;
            g.beginPath();
            g.moveTo(fromX, fromY);
            g.lineTo(x, y);
            g.stroke();
            const glow = (6 + 3 * shot.power) * scale;
            g.globalAlpha = alpha;
            if (effects < 2) g.drawImage(this.sprites.glow(color), x - glow, y - glow, 2 * glow, 2 * glow);
            g.fillStyle = "#ffffff";
            circle(g, x, y, (0.8 + 0.5 * shot.power) * scale);
            g.fill();
        }
        g.globalCompositeOperation = "source-over";
        g.globalAlpha = 1;
    }

    drawShips(g, camera, time, selected, dim, still) {
        const size = this.size(camera),
            { sprites } = this;
        for (let ship = 0; ship < this.match.ships; ship++) {
            if (!this.match.alive(time, ship)) continue;
            const { x, y, heading, shield } = this.match.ship(time, ship),
                { thrust, strafe } = this.match.order(time, ship),
                [px, py] = camera.toStage(x, y);
            const color = this.color(ship),
                alpha = dim.ship(ship);
            g.globalCompositeOperation = "lighter";
            g.globalAlpha = 0.3 * alpha;
            g.drawImage(sprites.glow(color), px - 3 * size, py - 3 * size, 6 * size, 6 * size);
            g.save();
            g.translate(px, py);
            g.rotate(-heading);
            g.globalAlpha = alpha;
            const flicker = still ? 1 : 0.92 + 0.12 * Math.sin(time * 2.6 + ship * 1.7);
            const flame = (along, turned, start, length, width) => {
                g.save();
                g.translate(size * along, 0);
                g.rotate(turned);
                g.drawImage(sprites.flame(), size * start, (-size * width) / 2, size * length * flicker, size * width);
                g.restore();
            };
            if (thrust) flame(0, thrust > 0 ? Math.PI : 0, thrust > 0 ? 0.6 : 0.4, 0.7 + 1.6 * Math.abs(thrust), 0.72);
            if (strafe) {
                const aside = (Math.sign(strafe) * Math.PI) / 2; // to the right of a ship that flies to the left
                for (const along of JETS) flame(along, aside, 0.38, 0.4 + 0.9 * Math.abs(strafe), 0.4);
            }
            g.globalCompositeOperation = "source-over";
            g.globalAlpha = alpha;
            const half = size * (72 / 56);
            g.drawImage(sprites.ship(this.match.side(ship), color), -half, -half, 2 * half, 2 * half);
            g.restore();
            if (shield) g.drawImage(sprites.shield(), px - 1.9 * size, py - 1.9 * size, 3.8 * size, 3.8 * size);
            if (ship === selected) this.drawReticle(g, px, py, size * 2.2);
        }
        g.globalAlpha = 1;
    }

    drawReticle(g, x, y, radius) {
        g.strokeStyle = "#ffffff";
        g.lineWidth = 1.6;
        g.globalAlpha = 0.9;
        for (let k = 0; k < 4; k++) {
            g.beginPath();
            g.arc(x, y, radius, (k * Math.PI) / 2 + 0.35, ((k + 1) * Math.PI) / 2 - 0.35);
            g.stroke();
        }
    }
}
