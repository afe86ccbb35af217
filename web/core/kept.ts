/** What this browser keeps for the page; nothing, where it keeps nothing for a page within another's. */
export function keptIn(storage: () => Storage): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  try {
    return storage();
  } catch {
    return { getItem: () => null, setItem: () => undefined, removeItem: () => undefined }; // SecurityError: it is not allowed to
  }
}
