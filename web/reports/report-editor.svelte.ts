import type { Report } from '../../shared/report.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';

/** A report is stored when nobody has typed for so long. */
const PAUSE_MS = 800;

export type ReportApi = Pick<Api, 'report' | 'replaceReport' | 'reportRevisions' | 'reportRevision'>;

/**
 * A report that is read and written. What is typed is stored after a pause, from the revision that it was made from, so
 * that a change of somebody else is never lost: then this one waits until the reader has chosen.
 */
export class ReportEditor {
  title = $state('');
  body = $state('');
  /** What is stored; null until it was read. */
  stored = $state.raw<Report | null>(null);
  status = $state<'loading' | 'missing' | 'failed' | 'saved' | 'unsaved' | 'saving' | 'conflict'>('loading');
  /** Why it could not be read or stored. */
  problem = $state('');
  readonly #api: ReportApi;
  readonly #project: string;
  readonly #id: string;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(api: ReportApi, project: string, id: string) {
    this.#api = api;
    this.#project = project;
    this.#id = id;
  }

  async read(): Promise<void> {
    this.status = 'loading';
    try {
      this.#take(await this.#api.report(this.#project, this.#id));
    } catch (error) {
      this.problem = errorMessage(error);
      this.status = error instanceof ApiError && error.code === 'not_found' ? 'missing' : 'failed';
    }
  }

  /** Changes what is written; it is stored after a pause. */
  change({ title = this.title, body = this.body }: { title?: string; body?: string }): void {
    this.title = title;
    this.body = body;
    if (this.status === 'conflict') return;
    this.status = this.#isChanged() ? 'unsaved' : 'saved';
    clearTimeout(this.#pause);
    if (this.status === 'unsaved') this.#pause = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** Stores now what is not stored yet; with `keep`, what it replaces stays among what the report was. */
  async save(keep = false): Promise<void> {
    clearTimeout(this.#pause);
    if (!this.stored || this.status === 'saving' || this.status === 'conflict' || !this.#isChanged()) return;
    const asked = {
      title: this.title.trim() || 'Untitled',
      body: this.body,
      revision: this.stored.revision,
      ...(keep && { keep }),
    };
    this.status = 'saving';
    try {
      this.stored = await this.#api.replaceReport(this.#project, this.#id, asked);
      this.problem = '';
      this.status = 'saved';
      if (this.#isChanged()) this.change({}); // typed meanwhile
    } catch (error) {
      this.problem = errorMessage(error);
      this.status = error instanceof ApiError && error.code === 'conflict' ? 'conflict' : 'unsaved';
    }
  }

  /** After a conflict: what is stored instead of what was typed, or the other way round. */
  async settle(keep: 'theirs' | 'mine'): Promise<void> {
    const mine = { title: this.title, body: this.body };
    await this.read();
    if (keep === 'theirs' || !this.stored) return;
    this.change(mine);
    await this.save(true);
  }

  /** Takes up what the report was at a revision, as a change like any other. */
  async restore(revision: number): Promise<void> {
    const { title, body } = await this.#api.reportRevision(this.#project, this.#id, revision);
    this.change({ title, body });
    await this.save(true);
  }

  revisions() {
    return this.#api.reportRevisions(this.#project, this.#id);
  }

  #take(report: Report): void {
    this.stored = report;
    this.title = report.title;
    this.body = report.body;
    this.problem = '';
    this.status = 'saved';
  }

  #isChanged(): boolean {
    return this.title.trim() !== this.stored?.title || this.body !== this.stored.body;
  }
}
