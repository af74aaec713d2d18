/** Reading of untrusted JSON: each function returns undefined for what is not there or not of the type. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordIn(value: Record<string, unknown>, name: string): Record<string, unknown> | undefined {
  const field = value[name];
  return isRecord(field) ? field : undefined;
}

export function listIn(value: Record<string, unknown>, name: string): unknown[] {
  const field = value[name];
  return Array.isArray(field) ? field : [];
}

export function textIn(value: Record<string, unknown>, name: string): string | undefined {
  const field = value[name];
  return typeof field === 'string' ? field : undefined;
}

export function numberIn(value: Record<string, unknown>, name: string): number | undefined {
  const field = value[name];
  return typeof field === 'number' && Number.isFinite(field) ? field : undefined;
}
