import { FairleadError } from "@fairlead/routing-schema";
import { InvalidArgumentError } from "commander";

/** Lets commander report what a reader of an option refuses, with the option's name before it. */
export const asArgument =
  <Value>(read: (text: string) => Value) =>
  (text: string): Value => {
    try {
      return read(text);
    } catch (error) {
      if (FairleadError.isInstance(error)) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
