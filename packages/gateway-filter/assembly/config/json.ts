/**
 * A strict JSON reader (RFC 8259) over bytes, pulled value by value. There is no recursion and no tree:
 * whoever reads knows what it expects, so that deep nesting costs nothing. After the first mistake every
 * call fails, and `problem` says what it was.
 */
import { hexadecimal, isDigit } from "../bytes/scan";
import { at, end, literal, NONE, span, Span } from "../bytes/span";

const NOT_JSON = literal("not valid JSON");
const NOT_UTF8 = literal("not valid UTF-8");
export const WRONG_TYPE = literal("wrong type");

/** What went wrong first, or `NONE`. */
export let problem: Span = NONE;
/** The first byte that was not understood, counted from 0. */
export let offset: u32 = 0;

let start: usize = 0;
let cursor: usize = 0;
let stop: usize = 0;
let output: usize = 0;

/** Starts reading. Decoded strings go to `strings`, which needs as many bytes as the text has. */
export function begin(text: Span, strings: usize): void {
  start = at(text);
  cursor = start;
  stop = end(text);
  output = strings;
  problem = NONE;
  offset = 0;
}

/** Ends reading with a problem, unless there is one already. Returns false, for the caller to return. */
export function fail(what: Span): bool {
  if (problem == NONE) {
    problem = what;
    offset = <u32>(cursor - start);
  }
  return false;
}

function peek(): u8 {
  while (cursor < stop) {
    const byte = load<u8>(cursor);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return byte;
    cursor++;
  }
  return 0;
}

function accept(byte: u8): bool {
  if (problem != NONE || peek() != byte || cursor == stop) return false;
  cursor++;
  return true;
}

/** Steps into an object or array, whose opening byte is given. */
function enter(byte: u8): bool {
  if (problem != NONE) return false;
  const first = peek();
  if (first == byte) {
    cursor++;
    return true;
  }
  return fail(startsValue(first) ? WRONG_TYPE : NOT_JSON);
}

export function enterObject(): bool {
  return enter(0x7b);
}

export function enterArray(): bool {
  return enter(0x5b);
}

/**
 * Steps to the next member of an object (`}`) or array (`]`), after `index` members. False at its end, and
 * after a mistake: ask `problem`.
 */
function step(close: u8, index: u32): bool {
  if (problem != NONE) return false;
  if (accept(close)) return false;
  if (index > 0 && !accept(0x2c)) return fail(NOT_JSON);
  return true;
}

export function nextElement(index: u32): bool {
  return step(0x5d, index);
}

/** The next key of an object, after `index` members; `NONE` at its end, and after a mistake. */
export function nextKey(index: u32): Span {
  if (!step(0x7d, index)) return NONE;
  if (peek() != 0x22) {
    fail(NOT_JSON);
    return NONE;
  }
  const key = readString();
  if (!accept(0x3a)) {
    fail(NOT_JSON);
    return NONE;
  }
  return problem == NONE ? key : NONE;
}

/** Whether nothing but white space is left. */
export function finish(): bool {
  if (problem != NONE) return false;
  peek();
  return cursor == stop ? true : fail(NOT_JSON);
}

function startsValue(byte: u8): bool {
  return (
    byte == 0x22 || byte == 0x7b || byte == 0x5b || byte == 0x2d || isDigit(byte) || byte == 0x74 || byte == 0x66 || byte == 0x6e
  );
}

/** A `true` or `false`: 1 or 0; -1 after a mistake. */
export function readBoolean(): i32 {
  const first = peek();
  if (problem == NONE) {
    if (first == 0x74 && skipWord(0x65757274, 4)) return 1;
    if (first == 0x66 && stop - cursor >= 5 && load<u8>(cursor, 4) == 0x65 && skipWord(0x736c6166, 5)) return 0;
    fail(startsValue(first) && first != 0x74 && first != 0x66 ? WRONG_TYPE : NOT_JSON);
  }
  return -1;
}

function skipWord(firstFour: u32, length: u32): bool {
  if (<u32>(stop - cursor) < length || load<u32>(cursor) != firstFour) return false;
  cursor += length;
  return true;
}

/** A number as it is in JSON; NaN after a mistake. Exact for integers below 2^53 in the usual notations. */
export function readNumber(): f64 {
  const first = peek();
  if (problem != NONE) return NaN;
  if (first != 0x2d && !isDigit(first)) {
    fail(startsValue(first) ? WRONG_TYPE : NOT_JSON);
    return NaN;
  }
  const negative = accept(0x2d);
  let mantissa: f64 = 0;
  let exponent = 0;
  const leading = cursor;
  while (cursor < stop && isDigit(load<u8>(cursor))) mantissa = mantissa * 10 + <f64>(load<u8>(cursor++) - 0x30);
  if (cursor == leading || (cursor - leading > 1 && load<u8>(leading) == 0x30)) return notNumber();
  if (cursor < stop && load<u8>(cursor) == 0x2e) {
    const point = ++cursor;
    while (cursor < stop && isDigit(load<u8>(cursor))) {
      mantissa = mantissa * 10 + <f64>(load<u8>(cursor++) - 0x30);
      exponent--;
    }
    if (cursor == point) return notNumber();
  }
  if (cursor < stop && (load<u8>(cursor) | 0x20) == 0x65) {
    cursor++;
    const minus = cursor < stop && load<u8>(cursor) == 0x2d;
    if (minus || (cursor < stop && load<u8>(cursor) == 0x2b)) cursor++;
    const digits = cursor;
    let power = 0;
    while (cursor < stop && isDigit(load<u8>(cursor))) power = min(power * 10 + (load<u8>(cursor++) - 0x30), 100000);
    if (cursor == digits) return notNumber();
    exponent += minus ? -power : power;
  }
  const scaled = scale(mantissa, exponent);
  return negative ? -scaled : scaled;
}

function notNumber(): f64 {
  fail(NOT_JSON);
  return NaN;
}

function scale(mantissa: f64, exponent: i32): f64 {
  let factor: f64 = 1;
  for (let left = min(abs(exponent), 400); left > 0; left--) factor *= 10;
  if (mantissa == 0) return 0;
  return exponent < 0 ? mantissa / factor : mantissa * factor;
}

/** A string, decoded to UTF-8; `NONE` after a mistake. */
export function readString(): Span {
  const first = peek();
  if (problem != NONE) return NONE;
  if (first != 0x22) {
    fail(startsValue(first) ? WRONG_TYPE : NOT_JSON);
    return NONE;
  }
  cursor++;
  const decoded = output;
  while (cursor < stop) {
    const byte = load<u8>(cursor);
    if (byte == 0x22) {
      cursor++;
      return span(decoded, <u32>(output - decoded));
    }
    if (byte < 0x20) break;
    if (byte == 0x5c) {
      if (!readEscape()) return NONE;
    } else if (byte < 0x80) {
      store<u8>(output++, byte);
      cursor++;
    } else if (!copyMultibyte(byte)) {
      return NONE;
    }
  }
  fail(NOT_JSON);
  return NONE;
}

function readEscape(): bool {
  if (stop - cursor < 2) return fail(NOT_JSON);
  const byte = load<u8>(cursor, 1);
  let plain: u8 = 0;
  if (byte == 0x22 || byte == 0x5c || byte == 0x2f) plain = byte;
  else if (byte == 0x62) plain = 0x08;
  else if (byte == 0x66) plain = 0x0c;
  else if (byte == 0x6e) plain = 0x0a;
  else if (byte == 0x72) plain = 0x0d;
  else if (byte == 0x74) plain = 0x09;
  if (plain != 0) {
    store<u8>(output++, plain);
    cursor += 2;
    return true;
  }
  let unit = readUnit();
  if (unit < 0) return fail(NOT_JSON);
  if (unit >= 0xd800 && unit < 0xdc00) {
    const low = readUnit();
    if (low < 0xdc00 || low > 0xdfff) return fail(NOT_JSON);
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  } else if (unit >= 0xdc00 && unit < 0xe000) {
    return fail(NOT_JSON);
  }
  encode(unit);
  return true;
}

/** The value of `\uXXXX` at the cursor, or -1. */
function readUnit(): i32 {
  if (stop - cursor < 6 || load<u16>(cursor) != 0x755c) return -1;
  let unit = 0;
  for (let index = 2; index < 6; index++) {
    const digit = hexadecimal(load<u8>(cursor + index));
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  cursor += 6;
  return unit;
}

function encode(point: i32): void {
  if (point < 0x80) {
    store<u8>(output++, <u8>point);
    return;
  }
  let bits = point < 0x800 ? 6 : point < 0x10000 ? 12 : 18;
  store<u8>(output++, <u8>((bits == 6 ? 0xc0 : bits == 12 ? 0xe0 : 0xf0) | (point >> bits)));
  while (bits > 0) {
    bits -= 6;
    store<u8>(output++, <u8>(0x80 | ((point >> bits) & 0x3f)));
  }
}

/** Copies one character of several bytes; overlong forms, surrogates and what lies beyond U+10FFFF are mistakes. */
function copyMultibyte(lead: u8): bool {
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || stop - cursor < <usize>length) return fail(NOT_UTF8);
  const second = load<u8>(cursor, 1);
  if (lead == 0xe0 && second < 0xa0) return fail(NOT_UTF8);
  if (lead == 0xed && second > 0x9f) return fail(NOT_UTF8);
  if (lead == 0xf0 && second < 0x90) return fail(NOT_UTF8);
  if (lead == 0xf4 && second > 0x8f) return fail(NOT_UTF8);
  for (let index = 1; index < length; index++) {
    if ((load<u8>(cursor + index) & 0xc0) != 0x80) return fail(NOT_UTF8);
  }
  memory.copy(output, cursor, length);
  output += length;
  cursor += length;
  return true;
}
