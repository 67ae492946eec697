// The arena: space, floor, wall, safe circle, beacon, star and asteroids.
class Arena {
    constructor(match, sprites) {
        this.match = match;
        this.sprites = sprites;
        const random = dice(7);
        this.stars = Array.from({ length: 300 }, () => ({
            x: random(),
            y: random(),
            depth: 0.05 + 0.25 * random() ** 2,
            size: 0.5 + random(),
            light: 0.2 + 0.6 * random(),
        }));
    }

    // Space: the colour of the page, a nebula, and stars that move less the farther they are.
    drawSpace(g, stage, camera, effects) {
        const { width, height, ratio } = stage;
        // As large as the stage, since copying is much faster than scaling.
        const space = this.sprites.get(
            `space ${width}x${height} ${ratio}`,
            Math.round(width * ratio),
            Math.round(height * ratio),
            (s, w, h) => {
                s.fillStyle = "#03050c";
                s.fillRect(0, 0, w, h);
                for (const [x, y, size, color] of [
                    [0.22, 0.25, 0.7, "#16265a"],
                    [0.82, 0.7, 0.75, "#3a1450"],
                    [0.6, 0.1, 0.5, "#0a3a4a"],
                    [0.1, 0.9, 0.5, "#2a1030"],
                ]) {
                    const reach = size * Math.max(w, h),
                        light = s.createRadialGradient(x * w, y * h, 0, x * w, y * h, reach);
                    light.addColorStop(0, color + "70");
                    light.addColorStop(1, color + "00");
                    s.fillStyle = light;
                    s.fillRect(0, 0, w, h);
                }
            },
        );
        if (effects > 1) {
            g.fillStyle = "#03050c";
            g.fillRect(0, 0, width, height);
        } else {
            g.setTransform(1, 0, 0, 1, 0, 0);
            g.drawImage(space, 0, 0);
            g.setTransform(ratio, 0, 0, ratio, 0, 0);
        }
        g.fillStyle = "#cfdcff";
        const side = Math.max(width, height) * 1.3,
            zoom = Math.sqrt(camera.zoom);
        for (const star of effects ? this.stars.slice(0, 120) : this.stars) {
            const x = mod(star.x * side - camera.x * star.depth * zoom * 0.5, side) - 0.15 * side;
            const y = mod(star.y * side + camera.y * star.depth * zoom * 0.5, side) - 0.15 * side;
            if (x < 0 || y < 0 || x > width || y > height) continue;
            g.globalAlpha = star.light;
            g.fillRect(x, y, star.size, star.size);
        }
        g.globalAlpha = 1;
    }

    drawFloor(g, stage, camera, time) {
        const { radius } = this.match.about.place,
            zoom = camera.zoom,
            [x, y] = camera.toStage(0, 0);
        g.lineWidth = 1;
        g.strokeStyle = "#7f9fd8";
        g.globalAlpha = 0.1;
        const step = radius > 400 ? 250 : 50;
        for (let at = step; at < radius; at += step) {
            circle(g, x, y, at * zoom);
            g.stroke();
        }
        g.beginPath();
        for (const [dx, dy] of [
            [1, 0],
            [0, 1],
        ]) {
            g.moveTo(x - dx * radius * zoom, y - dy * radius * zoom);
            g.lineTo(x + dx * radius * zoom, y + dy * radius * zoom);
        }
        g.stroke();
        const sumo = this.match.about.mode === "sumo",
            edge = sumo ? THEME.zone : THEME.edge;
        for (const [width, alpha] of [
            [9, 0.12],
            [2.5, 1],
        ]) {
            g.strokeStyle = sumo ? mix(THEME.edge, "#000000", 0.4) : mix(edge, "#ffffff", 0.15);
            g.globalAlpha = alpha;
            g.lineWidth = width;
            circle(g, x, y, radius * zoom);
            g.stroke();
        }
        this.drawZone(g, stage, x, y, zoom, time);
        g.globalAlpha = 1;
    }

    // The safe circle once it shrinks, and what lies outside of it.
    drawZone(g, stage, x, y, zoom, time) {
        const safe = this.match.safeRadius(time),
            { radius } = this.match.about.place;
        if (safe >= radius) return;
        g.beginPath();
        g.arc(x, y, radius * zoom, 0, 2 * Math.PI);
        g.arc(x, y, safe * zoom, 0, 2 * Math.PI, true);
        g.fillStyle = THEME.zone;
        g.globalAlpha = 0.13;
        g.fill();
        g.strokeStyle = THEME.zone;
        g.globalAlpha = 0.18;
        g.lineWidth = 8;
        circle(g, x, y, safe * zoom);
        g.stroke();
        g.globalAlpha = 0.95;
        g.lineWidth = 2;
        g.setLineDash([10, 8]);
        g.stroke();
        g.setLineDash([]);
    }

    // The beacon, in the colour of who holds it, with a bow for the points of each side.
    drawBeacon(g, camera, time, labels) {
        const beacon = this.match.beacon(time),
            { names, colors, place } = this.match.about;
        if (!beacon) return;
        const [x, y] = camera.toStage(beacon.x, beacon.y),
            radius = beacon.radius * camera.zoom,
            held = beacon.holder >= 0;
        const color = held ? colors[beacon.holder] : THEME.beacon;
        const light = g.createRadialGradient(x, y, radius * 0.2, x, y, radius);
        light.addColorStop(0, color + (held ? "28" : "08"));
        light.addColorStop(1, color + (held ? "5c" : "24"));
        g.fillStyle = light;
        circle(g, x, y, radius);
        g.fill();
        g.strokeStyle = color;
        g.lineWidth = held ? 3 : 2;
        g.globalAlpha = 0.9;
        g.stroke();
        g.lineWidth = 1.5;
        g.globalAlpha = 0.5;
        g.beginPath();
        for (let k = 0; k < 12; k++) {
            const angle = (k / 12) * 2 * Math.PI + time / 90;
            g.moveTo(x + 0.86 * radius * Math.cos(angle), y + 0.86 * radius * Math.sin(angle));
            g.lineTo(x + 0.94 * radius * Math.cos(angle), y + 0.94 * radius * Math.sin(angle));
        }
        g.stroke();
        g.globalAlpha = 0.95;
        g.lineWidth = 3;
        let ring = 0;
        colors.forEach((tint, side) => {
            const points = this.match.points[this.match.state(time) * this.match.sides + side];
            if (points <= 0 || ring > 4) return;
            g.strokeStyle = tint;
            g.beginPath();
            g.arc(
                x,
                y,
                radius + 5 + 4.5 * ring++,
                -Math.PI / 2,
                -Math.PI / 2 + 2 * Math.PI * Math.min(points / place.beacon.points, 1),
            );
            g.stroke();
        });
        g.globalAlpha = 1;
        const rate = `+${place.beacon.rate}/s`;
        labels.add(held ? `${names[beacon.holder]} ${rate}` : `BEACON ${rate}`, color, x, y - radius - 14 - 4.5 * ring);
    }

    drawBodies(g, camera, time, dim) {
        const { star, asteroids } = this.match.about.place,
            zoom = camera.zoom;
        if (star) {
            const [x, y] = camera.toStage(0, 0),
                size = star * zoom * (256 / 85);
            g.globalCompositeOperation = "lighter";
            for (const [turn, alpha] of [
                [time / 300, 1],
                [-time / 420, 0.5],
            ]) {
                g.save();
                g.translate(x, y);
                g.rotate(turn);
                g.globalAlpha = alpha;
                g.drawImage(this.sprites.star(), -size, -size, 2 * size, 2 * size);
                g.restore();
            }
            g.globalCompositeOperation = "source-over";
        }
        asteroids.forEach((radius, k) => {
            if (!radius) return;
            const rock = this.match.rock(time, k),
                [x, y] = camera.toStage(rock.x, rock.y),
                size = radius * zoom * (80 / 66);
            g.save();
            g.globalAlpha = dim.rock(k);
            g.translate(x, y);
            g.rotate(((k % 2 ? 1 : -1) * time) / (160 + 40 * (k % 5)));
            g.drawImage(this.sprites.rock(k), -size, -size, 2 * size, 2 * size);
            g.restore();
        });
        g.globalAlpha = 1;
    }
}

const mod = (value, range) => ((value % range) + range) % range;

function circle(g, x, y, radius) {
    g.beginPath();
    g.arc(x, y, Math.max(radius, 0), 0, 2 * Math.PI);
}
