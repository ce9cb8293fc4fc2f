/** Result of a host call; the values of `WasmResultValues` in the ABI. */
export const OK: u32 = 0;

/** Where the host puts what it returns by reference: two words, read before the next host call. */
export const OUT = memory.data(16, 8);
