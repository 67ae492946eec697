// The part of JSON that a bot needs: walk through a text of the match manager. A value is the address where it begins;
// 0 means none, and reads as 0. Nothing is copied or allocated.

const QUOTE: u8 = 34, COMMA: u8 = 44, COLON: u8 = 58, BACKSLASH: u8 = 92, BLANK: u8 = 32;
const LIST: u8 = 91, LIST_END: u8 = 93, OBJECT: u8 = 123, OBJECT_END: u8 = 125;

// @ts-ignore: decorator
@inline
function at(place: usize): u8 {
  return load<u8>(place);
}

function blanks(place: usize): usize {
  while (at(place) == BLANK || (at(place) >= 9 && at(place) <= 13)) place++;
  return place;
}

// The address after the value at `place`.
function after(place: usize): usize {
  let depth = 0;
  place = blanks(place);
  do {
    const sign = at(place);
    if (sign == QUOTE) {
      for (place++; at(place) && at(place) != QUOTE; place++) if (at(place) == BACKSLASH) place++;
      place++;
    } else if (sign == LIST || sign == OBJECT) {
      depth++;
      place++;
    } else if (sign == LIST_END || sign == OBJECT_END) {
      depth--;
      place++;
    } else if (sign == COMMA || sign == COLON || sign == BLANK) {
      place++;
    } else {
      while (at(place) > BLANK && at(place) != COMMA && at(place) != LIST_END && at(place) != OBJECT_END) place++;
    }
  } while (depth > 0 && at(place));
  return blanks(place);
}

// The first element of a list, and the next one; 0 if there is none.
export function first(list: usize): usize {
  if (!list || at((list = blanks(list))) != LIST) return 0;
  list = blanks(list + 1);
  return at(list) == LIST_END ? 0 : list;
}

export function next(element: usize): usize {
  element = after(element);
  return at(element) == COMMA ? blanks(element + 1) : 0;
}

// Element `index` of a list.
export function item(list: usize, index: i32): usize {
  let element = first(list);
  while (element && index-- > 0) element = next(element);
  return element;
}

function same(key: usize, name: string): bool {
  for (let i = 0; i < name.length; i++) if (<i32>at(++key) != name.charCodeAt(i)) return false;
  return at(key + 1) == QUOTE;
}

// The value of a key of an object.
export function get(object: usize, name: string): usize {
  if (!object || at((object = blanks(object))) != OBJECT) return 0;
  for (object = blanks(object + 1); at(object) == QUOTE; object = blanks(object + 1)) {
    const value = blanks(after(object) + 1);
    if (same(object, name)) return value;
    object = after(value);
    if (at(object) != COMMA) return 0;
  }
  return 0;
}

export function number(place: usize): f64 {
  if (!place) return 0;
  place = blanks(place);
  const negative = at(place) == 45;
  if (negative) place++;
  let value: f64 = 0, part: f64 = 1;
  for (; at(place) >= 48 && at(place) <= 57; place++) value = 10 * value + <f64>(at(place) - 48);
  if (at(place) == 46) for (place++; at(place) >= 48 && at(place) <= 57; place++) value += <f64>(at(place) - 48) * (part /= 10);
  if ((at(place) | 32) == 101) {
    place++;
    const down = at(place) == 45;
    if (down || at(place) == 43) place++;
    let exponent = 0;
    for (; at(place) >= 48 && at(place) <= 57 && exponent < 400; place++) exponent = 10 * exponent + <i32>(at(place) - 48);
    while (exponent--) value = down ? value / 10 : value * 10;
  }
  return negative ? -value : value;
}
