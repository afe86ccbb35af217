import { AppError } from '../errors.ts';
import type { DocumentHeading, DocumentRecord, DocumentRevision, DocumentStore } from '../ports/document-store.ts';

/** Changes of a document within this time count as one for its history: a page saves while one types. */
const QUIET_MS = 5 * 60_000;

export interface DocumentServiceOptions {
  /** What a document is called in messages. */
  kind: 'view' | 'report';
  documents: DocumentStore;
  now: () => number;
  newId: () => string;
}

interface Asked {
  name: string;
  content: string;
}

interface Replacement extends Asked {
  /** The one it is made from. */
  revision: number;
  /** Whether what was there is kept, whatever was kept before. */
  keep?: boolean | undefined;
}

/** The rules of documents of one kind: where they are, and that no change is lost under another. */
export function createDocumentService({ kind, documents, now, newId }: DocumentServiceOptions) {
  function expectExists<Found>(found: Found | undefined, project: string, id: string): Found {
    if (found === undefined) throw new AppError('not_found', `Project "${project}" has no ${kind} "${id}".`, { id });
    return found;
  }

  async function get(project: string, id: string): Promise<DocumentRecord> {
    return expectExists(await documents.get(project, id), project, id);
  }

  return {
    list: (project: string): Promise<DocumentRecord[]> => documents.list(project),
    listHeadings: (project: string): Promise<DocumentHeading[]> => documents.listHeadings(project),

    /** @throws {AppError} `not_found` */
    get,

    /** @throws {AppError} `conflict` when the id or the name is taken, or the project is full */
    create: (project: string, { id = newId(), name, content }: Asked & { id?: string | undefined }) =>
      documents.insert({ id, project, name, content, createdAt: now() }),

    /** @throws {AppError} `not_found`; `conflict` when the document is not at this revision any more, or the name is taken */
    async replace(project: string, id: string, { name, content, revision, keep = false }: Replacement) {
      const quietMs = keep ? Number.NEGATIVE_INFINITY : QUIET_MS;
      const change = { project, id, name, content, from: revision, at: now(), quietMs };
      return expectExists(await documents.replace(change), project, id);
    },

    /** @throws {AppError} `not_found` */
    async remove(project: string, id: string): Promise<void> {
      expectExists((await documents.remove(project, id)) || undefined, project, id);
    },

    /** @throws {AppError} `not_found` */
    async listRevisions(project: string, id: string) {
      await get(project, id);
      return documents.listRevisions(project, id);
    },

    /** @throws {AppError} `not_found` when the document is not there, or that revision is not kept */
    async getRevision(project: string, id: string, revision: number): Promise<DocumentRecord> {
      const document = await get(project, id);
      if (document.revision === revision) return document;
      const kept: DocumentRevision | undefined = await documents.getRevision(project, id, revision);
      if (!kept) throw new AppError('not_found', `Revision ${revision} of the ${kind} is not kept.`, { id, revision });
      return { ...document, ...kept };
    },
  };
}

export type DocumentService = ReturnType<typeof createDocumentService>;
