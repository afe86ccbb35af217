/** The value at a JSON pointer (RFC 6901); undefined when the path does not exist. */
export function getAt(root: unknown, pointer: string): unknown {
  return steps(pointer).reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), root);
}

/** A copy of `root` with the value at the pointer replaced; undefined removes it. */
export function setAt<T>(root: T, pointer: string, value: unknown): T {
  return put(root, steps(pointer), value) as T;
}

function put(at: unknown, [step, ...rest]: string[], value: unknown): unknown {
  if (step === undefined) return value;
  const { [step]: old, ...others } = isRecord(at) ? at : {};
  const next = put(old, rest, value);
  return next === undefined ? others : { ...others, [step]: next };
}

function steps(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
