import { literal } from "../bytes/span";

export const PATH = literal(":path");
export const AUTHORITY = literal(":authority");
export const STATUS = literal(":status");
export const COOKIE = literal("cookie");
export const SET_COOKIE = literal("set-cookie");
export const CONTENT_TYPE = literal("content-type");
