import { FIELD_MANAGER_SCALER } from "@fairlead/routing-schema";
import type { ApiObject } from "@fairlead/controller-kit";

interface FieldsOfManager {
  readonly manager?: string;
  readonly subresource?: string;
  readonly fieldsV1?: object;
}

/** Whether somebody else than a scaler has written what an object says. */
export function hasOtherHand({ metadata }: ApiObject): boolean {
  const { managedFields = [] } = (metadata ?? {}) as { readonly managedFields?: readonly FieldsOfManager[] };
  return managedFields.some(({ fieldsV1, manager, subresource = "" }) => {
    const isOfSpec = subresource === "" && "f:spec" in (fieldsV1 ?? {});
    return manager !== FIELD_MANAGER_SCALER && isOfSpec;
  });
}
