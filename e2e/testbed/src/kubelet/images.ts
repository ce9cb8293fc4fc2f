import { ContainerWaits } from "./container-waits.ts";
import type { Container } from "./pod-object.ts";

/** Commands of this host by the name of the image, without tag and digest, whose entry point each stands for. */
export type Images = Readonly<Record<string, readonly string[]>>;

/** The name of an image: `registry.example.com:5000/web:1@sha256:…` is `registry.example.com:5000/web`. */
export const imageName = (image: string): string => image.replace(/@.*$/, "").replace(/:[^:/]*$/, "");

const commandOf = ({ image = "" }: Container, images: Images): readonly string[] | undefined => {
  const name = imageName(image);
  return Object.hasOwn(images, name) ? images[name] : undefined;
};

/** Whether an image of `images` is asked for. */
export const isKnownImage = (container: Container, images: Images): boolean =>
  commandOf(container, images) !== undefined;

/**
 * What a container runs: its command, else the entry point of its image; then its arguments.
 *
 * @throws ContainerWaits `ErrImagePull` where there is neither.
 */
export function containerCommand(container: Container, images: Images): readonly string[] {
  const entryPoint = container.command ?? commandOf(container, images);
  if (entryPoint !== undefined) return [...entryPoint, ...(container.args ?? [])];
  const known = Object.keys(images).join(", ") || "none";
  throw new ContainerWaits(
    "ErrImagePull",
    `failed to pull image "${container.image ?? ""}": not found. The images of this test bed: ${known}.`,
  );
}
