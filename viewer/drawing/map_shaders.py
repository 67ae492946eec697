"""The shaders that draw the shapes of the map, one quad each, by their kind in `viewer.shapes.quads`."""

from __future__ import annotations

from viewer.shapes.quads import BOX, DISC, FLAME, GLOW, RING, ROCK, SHIP

# Upper halves of the hulls of ships, nose to the right, within a radius of 1.2; each ends on the axis.
_HALVES = (
    ((1.2, 0), (0.35, 0.2), (-0.15, 0.5), (-0.85, 0.85), (-0.6, 0.3), (-0.72, 0.16), (-0.72, 0)),
    ((1.05, 0), (0.75, 0.18), (0.2, 0.3), (0.1, 0.9), (-0.45, 0.9), (-0.5, 0.36), (-0.8, 0.42), (-0.74, 0)),
    ((0.75, 0), (1.1, 0.42), (0.35, 0.62), (-0.3, 0.95), (-0.55, 0.6), (-0.8, 0.3), (-0.66, 0)),
    ((1.2, 0), (0.6, 0.26), (0.1, 0.3), (-0.5, 0.98), (-0.85, 0.8), (-0.55, 0.26), (-0.9, 0.14), (-0.9, 0)),
)
_POINTS = 8  # of a half, the last one repeated
_HULLS = ", ".join(f"vec2({x}, {y})" for half in _HALVES for x, y in (*half, *[half[-1]] * (_POINTS - len(half))))

MAP_VERTEX = """#version 330
in vec4 place; in vec2 turn; in vec4 tint;
uniform vec4 camera;  // centre in m; clip units per metre in x and y
uniform float scale;  // pixels a metre
out vec2 at; out vec4 color; flat out float kind, angle, extra; flat out vec2 half_size;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1 & 1) * 2. - 1.;
    kind = turn.y; angle = turn.x; color = tint; half_size = place.zw * scale; extra = place.w;
    vec2 size = kind == 4. ? place.zz * 1.25 : kind == 2. || kind == 6. ? place.zz : place.zw;
    float c = cos(turn.x), s = sin(turn.x);
    at = corner * (1. + 1. / max(size * scale, vec2(.5)));  // a pixel more all round, for smooth edges
    vec2 way = at * size;
    if (kind == 4.) at *= 1.25;
    gl_Position = vec4((place.xy + vec2(c * way.x - s * way.y, s * way.x + c * way.y) - camera.xy) * camera.zw, 0., 1.);
}"""

_START = """#version 330
in vec2 at; in vec4 color; flat in float kind, angle, extra; flat in vec2 half_size; out vec4 f;
float edge(float inside) { return clamp(inside + .5, 0., 1.); }  // of pixels inside the shape
"""

_PLAIN = (
    _START
    + """
void main() {
    float radius = half_size.x, d = length(at), a;
    if (kind == 0.) a = edge((1. - d) * radius);
    else if (kind == 1.) { float g = max(1. - d * d, 0.); f = vec4(color.rgb * color.a * g * g * g, 0.); return; }
    else if (kind == 2.) a = edge((1. - d) * radius) * edge(half_size.y - (1. - d) * radius);
    else a = edge((1. - abs(at.x)) * half_size.x) * edge((1. - abs(at.y)) * half_size.y);
    a *= color.a;
    f = vec4(color.rgb * a, a);
}"""
)

_SHIP = (
    _START
    + f"""
const vec2 HULLS[{_POINTS * len(_HALVES)}] = vec2[]({_HULLS});
const int POINTS = {_POINTS};
"""
    + """
float hull(vec2 p, int first) {  // distance to the outline, positive inside
    float d = 9., side = -1.;
    for (int k = first; k < first + POINTS - 1; k++) {
        vec2 a = HULLS[k], b = HULLS[k + 1], way = b - a, w = p - a;
        vec2 off = w - way * clamp(dot(w, way) / max(dot(way, way), 1e-6), 0., 1.);
        d = min(d, dot(off, off));
        bvec3 c = bvec3(p.y >= a.y, p.y < b.y, way.x * w.y > way.y * w.x);
        if (all(c) || all(not(c))) side = -side;
    }
    return side * sqrt(d);
}

vec4 ship(float radius) {  // lit along its axis, with a dark outline, a seam and a cockpit
    vec2 p = vec2(at.x, abs(at.y));
    float inside = hull(p, int(extra) * POINTS), a = edge(inside * radius);
    vec3 shade = mix(color.rgb * .5, color.rgb, smoothstep(.95, .16, p.y));
    shade = mix(shade, vec3(1.), .5 * smoothstep(.16, .0, p.y));
    float fine = clamp(radius / 24. - .4, 0., 1.);  // details, of ships that are large enough
    shade = mix(shade, color.rgb * .3, fine * .8 * smoothstep(.07, .03, inside));
    shade *= 1. - .35 * fine * smoothstep(.025, .0, abs(p.y - .12 - .27 * (.3 - p.x)) - .006) * step(p.x, .3);
    shade = mix(shade, vec3(.04, .07, .13), fine * step(p.x, -.6) * step(p.y, .16));
    float glass = 1. - length((p - vec2(.26, 0.)) / vec2(.24, .11));
    vec3 pane = mix(vec3(.3, .45, .65), vec3(.95, .98, 1.), clamp(glass * 1.6, 0., 1.));
    shade = mix(shade, pane, edge(glass * radius * .12));
    return vec4(shade * a, a);
}

void main() { f = ship(half_size.x) * color.a; }"""
)

_FLAME = (
    _START
    + """
vec4 flame() {
    float u = (at.x + 1.) / 2., wide = sqrt(max(1. - u, 0.)) * (.5 + .5 * (1. - u)) * min(u * 9. + .5, 1.);
    float v = abs(at.y) / max(wide, .01);
    float outer = clamp(1. - v * v, 0., 1.) * (1. - u);
    float core = clamp(1. - 5. * v * v, 0., 1.) * clamp(1. - u / .55, 0., 1.);
    return vec4(color.rgb * outer + vec3(1., .95, .8) * core, 0.);
}

void main() { f = flame() * color.a; }"""
)

_ROCK = (
    _START
    + """
float hash(float n) { return fract(sin(n * 12.9898) * 43758.5453); }

vec4 rock(float radius) {  // lit from the upper left, with craters
    float way = atan(at.y, at.x), n = extra + 1.;
    float rim = .95 + .03 * sin(3. * way + n) + .022 * sin(5. * way + 2. * n) + .015 * sin(9. * way + 3. * n);
    float d = length(at), a = edge((rim - d) * radius);
    float c = cos(angle), s = sin(angle);
    vec2 light = vec2(c * -.55 + s * .6, s * .55 + c * .6);
    vec3 normal = vec3(at, sqrt(max(1. - d * d, 0.)));
    float lit = .3 + .95 * max(dot(normal, vec3(light, .58)), 0.);
    for (float k = 0.; k < 7.; k++) {
        float far = .78 * hash(n * 7. + k), turned = 6.283 * hash(n * 13. + k), size = .07 + .15 * hash(n * 17. + k);
        vec2 off = at - far * vec2(cos(turned), sin(turned));
        float depth = length(off) / size;
        lit *= 1. - .38 * smoothstep(1., .6, depth);
        lit += .2 * smoothstep(.35, .0, abs(depth - 1.)) * max(dot(normalize(off + 1e-4), -light), 0.);
    }
    return vec4(color.rgb * lit * 1.35 * a, a);
}

void main() { f = rock(half_size.x) * color.a; }"""
)

# By kind. Software OpenGL computes all branches of a shader for each pixel, so each costly shape has its own shader.
MAP_FRAGMENTS = {DISC: _PLAIN, GLOW: _PLAIN, RING: _PLAIN, BOX: _PLAIN, SHIP: _SHIP, FLAME: _FLAME, ROCK: _ROCK}
