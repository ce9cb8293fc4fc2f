const marker = Symbol.for("fairlead.proxy-wasm-host.error");

/** Base of the errors of this package; `code` is stable, the message says how to mend it. */
export class ProxyWasmHostError extends Error {
  readonly code: string;
  readonly [marker] = true;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }

  /** Recognises the error across duplicated versions of the package. */
  static isInstance(value: unknown): value is ProxyWasmHostError {
    return typeof value === "object" && value !== null && marker in value;
  }
}

/** Why a module cannot be loaded. */
export type LoadFailure =
  | "corrupted"
  | "abi_version"
  | "missing_import"
  | "import_type"
  | "export_type"
  | "missing_allocator"
  | "start_failed";

/** The module does not load, for a reason for which Envoy would refuse it, too. Code `PROXY_WASM_LOAD`. */
export class ModuleLoadError extends ProxyWasmHostError {
  readonly reason: LoadFailure;
  /** The imports or exports at fault, as `<module>.<name>` or `<name>`. */
  readonly names: readonly string[];

  constructor(reason: LoadFailure, message: string, names: readonly string[] = [], options?: ErrorOptions) {
    super("PROXY_WASM_LOAD", message, options);
    this.reason = reason;
    this.names = names;
  }
}

/** One breach of the host's contract by the module. */
export interface Violation {
  /** Stable name of the rule, such as `header_edit_outside_phase`. */
  readonly rule: string;
  readonly message: string;
  /** The context that was in effect. */
  readonly contextId: number;
}

/** Thrown in strict mode at the end of the call in which the module broke the host's contract. Code `PROXY_WASM_CONTRACT`. */
export class ContractViolationError extends ProxyWasmHostError {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(
      "PROXY_WASM_CONTRACT",
      violations.map((violation) => `${violation.rule}: ${violation.message}`).join("\n"),
    );
    this.violations = violations;
  }
}

/** The test drives the host in a way that no proxy could, such as answering a call twice. Code `PROXY_WASM_USAGE`. */
export class HostUsageError extends ProxyWasmHostError {
  constructor(message: string) {
    super("PROXY_WASM_USAGE", message);
  }
}
