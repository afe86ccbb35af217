/** Hands the reader a file. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000); // a large file is still being read when this returns
}

/** The name of a chart as that of a file. */
export function fileName(title: string, ending: string): string {
  return `${title.replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-')}.${ending}`;
}
