/** Which pod the client of the effective context names, in its path and in its cookie. */
import { at, NONE, Span } from "../bytes/span";
import { Configuration } from "../config/configuration";
import * as headers from "../host/headers";
import { isPodId } from "../identifiers/names";
import { cookieValue } from "../path/cookie";
import * as query from "../path/query";
import { COOKIE, PATH } from "./names";

/** The path, scanned for the parameter; `NONE` when it is no path (`OPTIONS *`, `CONNECT`) and stays as it is. */
export function scanPath(configuration: Configuration): Span {
  const path = headers.get(headers.REQUEST, PATH);
  if (path == NONE || load<u8>(at(path)) != 0x2f) return NONE;
  query.scan(path, configuration.queryParam);
  return path;
}

/** The pod id in the sticky cookie, or `NONE`. */
export function readCookie(configuration: Configuration): Span {
  if (<u32>configuration.stickyCookie == 0) return NONE;
  const value = cookieValue(headers.get(headers.REQUEST, COOKIE), configuration.stickyCookie);
  return isPodId(value) ? value : NONE;
}
