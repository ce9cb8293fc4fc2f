import { styleText } from "node:util";

/** The looks that the output uses. */
export type Look = "bold" | "dim" | "red" | "green" | "yellow" | "cyan" | "blue" | "magenta";

/** Gives text a look, or leaves it as it is where colours are off. */
export type Style = (look: Look, text: string) => string;

/** The style of a terminal; without colours, plain text. */
export const createStyle = (colour: boolean): Style =>
  colour ? (look, text) => styleText(look, text, { validateStream: false }) : (_, text) => text;

const PREFIX_LOOKS: readonly Look[] = ["cyan", "green", "yellow", "magenta", "blue"];

/** A look for the n-th of several things, the same one each time. */
export const lookOf = (index: number): Look => PREFIX_LOOKS[index % PREFIX_LOOKS.length] ?? "cyan";
