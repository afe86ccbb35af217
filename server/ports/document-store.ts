/** A document of a project: a view or a report. Times are in ms since the Unix epoch. */
export interface DocumentRecord {
  id: string;
  project: string;
  name: string;
  content: string;
  /** Counts its changes from 1. */
  revision: number;
  createdAt: number;
  updatedAt: number;
}

/** A document without its content. */
export type DocumentHeading = Omit<DocumentRecord, 'content'>;

/** What a document was. */
export type DocumentRevision = Pick<DocumentRecord, 'revision' | 'name' | 'content' | 'updatedAt'>;

/** A project may have so many documents of a kind. */
export const MAX_DOCUMENTS = 1000;

/** What a document was is kept for so many changes; of changes in quick succession the first alone. */
export const MAX_REVISIONS = 50;

/** The documents of one kind, each within its project. A method resolves when its change is on disk. */
export interface DocumentStore {
  /** By name. */
  list(project: string): Promise<DocumentRecord[]>;
  /** The same without contents, the one changed last first. */
  listHeadings(project: string): Promise<DocumentHeading[]>;
  get(project: string, id: string): Promise<DocumentRecord | undefined>;
  /**
   * Stores a new document, at revision 1.
   *
   * @throws {AppError} `conflict` when the id is taken in any project, or the name where names are, or when the project
   * has MAX_DOCUMENTS of them
   */
  insert(document: Omit<DocumentRecord, 'revision' | 'updatedAt'>): Promise<DocumentRecord>;
  /**
   * Replaces revision `from` of a document, atomically, by the next one. What takes the place of something equal is no
   * change. Undefined when there is no such document.
   *
   * What was there is kept when what was kept before it, if anything, is from longer than `quietMs` before.
   *
   * @throws {AppError} `conflict` when its revision is another, which `details.revision` is, or when the name is taken
   */
  replace(
    change: Pick<DocumentRecord, 'project' | 'id' | 'name' | 'content'> & { from: number; at: number; quietMs: number },
  ): Promise<DocumentRecord | undefined>;
  /** False when there is no such document. */
  remove(project: string, id: string): Promise<boolean>;
  /** What is kept of what a document was, the latest first, without contents. */
  listRevisions(project: string, id: string): Promise<Omit<DocumentRevision, 'content'>[]>;
  getRevision(project: string, id: string, revision: number): Promise<DocumentRevision | undefined>;
}
