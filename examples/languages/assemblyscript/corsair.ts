// Corsair, a bot in AssemblyScript: flies in circles inside the beacon for its points, and fires at what it senses.
//
//   npx asc corsair.ts -o ../corsair.wasm -Osize --converge --runtime stub --use abort=
//
// The messages are described in docs/protocol.md.

import { first, get, item, next, number } from "./json";

const SIZE = 65536;
const input = memory.data(SIZE);
const output = memory.data(512);
let end: usize = 0; // end of the text in `output`
let side: f64 = 0; // own side
let speed: f64 = 0; // of a shot of power 1
let cost: f64 = 0;

/** The buffer for the next text; the previous one has been read by then. */
export function sc_alloc(length: i32): usize {
  return length < SIZE ? input : 0;
}

function put(text: string): void {
  for (let i = 0; i < text.length; i++) store<u8>(end++, <u8>text.charCodeAt(i));
}

/** Write `value` with at least `digits` digits. Creates no strings, since this runtime never frees memory. */
function putWhole(value: i32, digits: i32): void {
  if (value > 9 || digits > 1) putWhole(value / 10, digits - 1);
  store<u8>(end++, <u8>(48 + (value % 10)));
}

/** Write `value`, -1..1, with three digits. */
function putShare(value: f64): void {
  if (value < 0) put("-");
  const thousandths = <i32>(0.5 + 1000 * abs(value));
  putWhole(thousandths / 1000, 1);
  put(".");
  putWhole(thousandths % 1000, 3);
}

function answer(): u64 {
  return ((<u64>output) << 32) | <u64>(end - output);
}

/** Read the briefing: values that are constant in a match. */
export function sc_start(text: usize, length: i32): u64 {
  store<u8>(text + length, 0);
  const rules = get(text, "rules");
  side = number(get(text, "side"));
  speed = number(item(get(rules, "shot_speed"), 0));
  cost = number(item(get(rules, "shot_cost"), 0));
  end = output;
  put('{"name":"Corsair","author":"spacecode","color":"#30a0e0"}');
  return answer();
}

function turned(angle: f64): f64 {
  return angle - 2 * Math.PI * Math.floor(angle / (2 * Math.PI) + 0.5);
}

export function sc_tick(text: usize, length: i32): u64 {
  store<u8>(text + length, 0);
  const ship = first(get(text, "ships")), contacts = get(text, "contacts");
  const x = number(get(ship, "x")), y = number(get(ship, "y"));
  const vx = number(get(ship, "vx")), vy = number(get(ship, "vy"));
  const heading = number(get(ship, "heading")), spin = number(get(ship, "spin"));
  const enemy = first(get(contacts, "ship"));
  // The destination: a point a little further along the circle of 70 m around the centre.
  const along = Math.atan2(y, x) + 0.9;
  let toX = 70 * Math.cos(along) - x - vx, toY = 70 * Math.sin(along) - y - vy;
  let thrust: f64 = toX * toX + toY * toY > 900 ? 0.7 : 0.2, fire = false, shield = false;

  if (enemy) {
    let at = item(enemy, 2);
    const ex = number(at) - x, ey = number((at = next(at))) - y;
    const distance = Math.sqrt(ex * ex + ey * ey), time = distance / speed;
    toX = ex + time * (number((at = next(at))) - vx);
    toY = ey + time * (number(next(at)) - vy);
    const miss = distance * abs(turned(Math.atan2(toY, toX) - heading));
    fire = distance < 560 && miss < 12 && number(get(ship, "energy")) >= cost;
    thrust = distance > 250 ? 0.5 : 0;
  }
  for (let shot = first(get(contacts, "projectile")); shot; shot = next(shot)) {
    let at = item(shot, 1);
    if (number(at) == side) continue;
    const dx = number((at = next(at))) - x, dy = number((at = next(at))) - y;
    const closing = dx * (number((at = next(at))) - vx) + dy * (number(next(at)) - vy);
    if (closing < 0 && dx * dx + dy * dy < 3600) shield = true;
  }
  const turn = min<f64>(1, max<f64>(-1, 6 * turned(Math.atan2(toY, toX) - heading) - 1.6 * spin));

  end = output;
  put('{"ships":{"');
  putWhole(<i32>number(get(ship, "id")), 1);
  put('":{"thrust":');
  putShare(thrust);
  put(',"turn":');
  putShare(turn);
  if (fire) put(',"fire":1');
  if (shield) put(',"shield":true');
  put("}}}");
  return answer();
}
