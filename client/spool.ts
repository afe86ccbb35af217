import type { Checksum } from './checksum.ts';
import { createFrameFile, type FrameFile, openFrameFile } from './frame-file.ts';
import type { FileSystem } from './host.ts';
import type { Outbox, OutboxRecord } from './outbox.ts';
import type { CreateRun } from './wire.ts';

/** The first frame of a spool: all that another process needs to send the rest. */
export interface SpoolHeader {
  url: string;
  writer: string;
  create: CreateRun;
  /** Whose file it is, so that others send only what was left behind. */
  owner: { host: string; pid: number; process: string };
}

export interface SpoolOptions {
  files: FileSystem;
  path: string;
  maxBytes: number;
  /** Default: the one written here. */
  checksum?: Checksum;
}

/**
 * An outbox in one append-only file: what a push accepted survives the death of the process. Records
 * are framed with a CRC, so that a write cut short is seen and left out. The file is emptied whenever
 * all of it was sent, and no record is held in memory.
 *
 * Throws what the file system throws; the methods of the outbox do not throw.
 */
export function createSpool(options: SpoolOptions, header: SpoolHeader): Outbox {
  return spoolOver(
    options,
    createFrameFile(options.files, options.path, JSON.stringify(header), options.checksum),
    header,
  );
}

/** A spool that another process left; undefined when it is no spool, is damaged at its head, or is not `wanted`. */
export function openSpool(
  options: SpoolOptions,
  wanted: (header: SpoolHeader) => boolean,
): { header: SpoolHeader; outbox: Outbox } | undefined {
  const file = openFrameFile(options.files, options.path, options.checksum);
  if (!file) return undefined;
  const header = JSON.parse(file.first) as SpoolHeader;
  if (wanted(header)) return { header, outbox: spoolOver(options, file, header) };
  file.close();
  return undefined;
}

/** Where a record is in the file, and its number, 0 unless it is a batch. */
interface Place {
  position: number;
  seq: number;
}

function spoolOver(
  { files, path, maxBytes, checksum }: SpoolOptions,
  firstFile: FrameFile,
  header: SpoolHeader,
): Outbox {
  let file = firstFile;
  let { writer } = header;
  let places: Place[] = [];
  let head = 0;
  let nextSeq = 1;
  let open = true;

  const load = (): void => {
    places = file.frames().map(({ text, position }) => ({ position, seq: seqOf(toRecord(text)) }));
    head = 0;
    nextSeq = places.reduce((highest, { seq }) => Math.max(highest, seq), 0) + 1;
  };

  const push = (record: OutboxRecord): boolean => {
    const frame = open ? file.append(toText(record), maxBytes) : undefined;
    if (!frame) return false;
    places.push({ position: frame.position, seq: seqOf(record) });
    nextSeq += record.kind === 'batch' ? 1 : 0;
    return true;
  };

  const read = (place: Place | undefined): OutboxRecord | undefined => {
    const frame = open && place ? file.at(place.position) : undefined;
    return frame && toRecord(frame.text);
  };

  load();
  return {
    get writer() {
      return writer;
    },
    get waiting() {
      return places.length - head;
    },
    path,
    pushBatch: (body, records) => push({ kind: 'batch', seq: nextSeq, records, body }),
    pushPatch: (body) => push({ kind: 'patch', body }),
    peek: () => read(places[head]),
    shift() {
      head += 1;
      if (head < places.length || !open) return;
      places = [];
      head = 0;
      file.clear();
    },
    renumber(newWriter) {
      const renewed = createFrameFile(files, `${path}.new`, JSON.stringify({ ...header, writer: newWriter }), checksum);
      let seq = 0;
      for (const place of places.slice(head)) {
        const record = read(place);
        if (record?.kind === 'batch') renewed.append(toText({ ...record, seq: ++seq }), Number.POSITIVE_INFINITY);
        else if (record) renewed.append(toText(record), Number.POSITIVE_INFINITY);
      }
      files.renameSync(`${path}.new`, path);
      file.close();
      file = renewed;
      writer = newWriter;
      load();
    },
    close(fate) {
      if (!open) return;
      open = false;
      file.close();
      if (fate === 'delete') files.unlinkSync(path);
      if (fate === 'refused') files.renameSync(path, `${path}.refused`);
    },
  };
}

/** `b 12 340 {…}` for batch 12 of 340 points, `p {…}` for a patch: the body is sent on without being parsed. */
function toText(record: OutboxRecord): string {
  return record.kind === 'batch' ? `b ${record.seq} ${record.records} ${record.body}` : `p ${record.body}`;
}

function toRecord(text: string): OutboxRecord {
  const [, seq, records, batch] = /^b (\d+) (\d+) (.*)$/s.exec(text) ?? [];
  if (batch !== undefined) return { kind: 'batch', seq: Number(seq), records: Number(records), body: batch };
  return { kind: 'patch', body: text.slice(2) };
}

function seqOf(record: OutboxRecord): number {
  return record.kind === 'batch' ? record.seq : 0;
}
