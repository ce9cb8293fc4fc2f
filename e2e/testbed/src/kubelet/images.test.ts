import { describe, expect, it } from "vitest";
import { containerCommand, imageName } from "./images.ts";

const images = { "fairlead/web": ["node", "web.ts"] };

describe("imageName", () => {
  it.each([
    ["web", "web"],
    ["web:1.2", "web"],
    ["registry.example.com:5000/fairlead/web", "registry.example.com:5000/fairlead/web"],
    ["registry.example.com:5000/fairlead/web:1", "registry.example.com:5000/fairlead/web"],
    ["fairlead/web:1@sha256:0123", "fairlead/web"],
    ["fairlead/web@sha256:0123", "fairlead/web"],
  ])("is of %s", (image, name) => expect(imageName(image)).toBe(name));
});

describe("containerCommand", () => {
  const container = { name: "web", image: "fairlead/web:1", args: ["--port=1"] };

  it("is the entry point of the image with the arguments", () => {
    expect(containerCommand(container, images)).toEqual(["node", "web.ts", "--port=1"]);
  });

  it("is the container's own command in place of the entry point", () => {
    expect(containerCommand({ ...container, command: ["sh"] }, images)).toEqual(["sh", "--port=1"]);
    expect(containerCommand({ name: "web", command: ["sh"] }, {})).toEqual(["sh"]);
  });

  it.each(["toString", "fairlead/other", undefined])(
    "waits for the image %s, which is not there",
    (image) => {
      expect(() => containerCommand({ name: "web", image }, images)).toThrow(
        expect.objectContaining({ reason: "ErrImagePull" }),
      );
    },
  );
});
