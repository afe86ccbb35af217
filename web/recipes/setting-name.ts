/** A setting in words: `/optimizer/learningRate` is `learning rate`. */
export function settingName(pointer: string): string {
  const last = pointer.split('/').at(-1) ?? pointer;
  return last.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}
