import { type Static, Type } from 'typebox';

/** Bytes of a file of a run, at most. */
export const MAX_RUN_FILE_BYTES = 1024 ** 3;

/** Bytes of the name of a file in UTF-8, at most: on disk it takes twice as many. */
export const MAX_FILE_NAME_BYTES = 120;

/** Names joined by slashes, none of which is empty, `.` or `..`; no control characters. */
export const FileName = Type.String({
  minLength: 1,
  maxLength: MAX_FILE_NAME_BYTES,
  pattern:
    '^(?!\\.{1,2}(?:/|$))[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+(?:/(?!\\.{1,2}(?:/|$))[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+)*$',
  description: `Such as \`images/samples/100.png\`; at most ${MAX_FILE_NAME_BYTES} bytes.`,
});

/** A file that a script gave its run. */
export const RunFile = Type.Object(
  {
    name: FileName,
    bytes: Type.Integer({ minimum: 0 }),
    savedAt: Type.String({ format: 'date-time' }),
    mediaType: Type.String({ description: 'By which it is sent: of pictures and plain text their own.' }),
  },
  { $id: 'RunFile', description: 'A file of a run.' },
);
export type RunFile = Static<typeof RunFile>;

export const RunFileList = Type.Object(
  { files: Type.Array(RunFile), bytes: Type.Integer({ description: 'Of all of them.' }) },
  { $id: 'RunFileList', description: 'Files of a run, by name.' },
);
export type RunFileList = Static<typeof RunFileList>;

/** What a browser may show without a risk; the rest is only ever saved. */
const SHOWN: readonly [ending: RegExp, mediaType: string][] = [
  [/\.png$/i, 'image/png'],
  [/\.jpe?g$/i, 'image/jpeg'],
  [/\.gif$/i, 'image/gif'],
  [/\.webp$/i, 'image/webp'],
  [/\.(txt|log|diff|patch|json|jsonl|csv|tsv|md|ya?ml|toml|py)$/i, 'text/plain; charset=utf-8'],
];

/** The type that a file is sent as, by its name: nothing that a browser would run. */
export function mediaTypeOf(name: string): string {
  return SHOWN.find(([ending]) => ending.test(name))?.[1] ?? 'application/octet-stream';
}

/** A picture of a series, `images/KEY/STEP.png` as `run.image` of the clients names it; undefined for any other file. */
export function imageOf(name: string): { key: string; step: number } | undefined {
  const [, key, digits] = /^images\/(.+)\/(\d{1,16})\.(?:png|jpe?g|gif|webp)$/i.exec(name) ?? [];
  return key === undefined ? undefined : { key, step: Number(digits) };
}
