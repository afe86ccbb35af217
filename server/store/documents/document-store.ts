import { AppError } from '../../errors.ts';
import {
  type DocumentHeading,
  type DocumentRecord,
  type DocumentRevision,
  type DocumentStore,
  MAX_DOCUMENTS,
  MAX_REVISIONS,
} from '../../ports/document-store.ts';
import type { Db } from '../sqlite.ts';

const HEADING = 'id, project, name, revision, created_at AS createdAt, updated_at AS updatedAt';

/** Every read and write of the documents of one kind. */
export function createDocumentStore(db: Db, kind: 'view' | 'report'): DocumentStore {
  const OF_PROJECT = `FROM documents WHERE kind = '${kind}' AND project = ?`;
  const selectAll = db.prepare<[string], DocumentRecord>(
    `SELECT ${HEADING}, content ${OF_PROJECT} ORDER BY name, number`,
  );
  const selectHeadings = db.prepare<[string], DocumentHeading>(
    `SELECT ${HEADING} ${OF_PROJECT} ORDER BY updated_at DESC, number DESC`,
  );
  const select = db.prepare<[string, string], DocumentRecord>(`SELECT ${HEADING}, content ${OF_PROJECT} AND id = ?`);
  const count = db.prepare<[string], number>(`SELECT count(*) ${OF_PROJECT}`).pluck();
  const isIdTaken = db.prepare<[string], number>('SELECT 1 FROM documents WHERE id = ?').pluck();
  const selectNamesake = db
    .prepare<[string, string, string], number>(`SELECT 1 ${OF_PROJECT} AND name = ? AND id <> ?`)
    .pluck();
  const insert = db.prepare(`
    INSERT INTO documents (id, kind, project, name, content, created_at, updated_at)
    VALUES (@id, '${kind}', @project, @name, @content, @createdAt, @createdAt)`);
  const update = db.prepare(`
    UPDATE documents SET name = @name, content = @content, revision = revision + 1, updated_at = @at WHERE id = @id`);
  const remove = db.prepare<[string, string]>(`DELETE ${OF_PROJECT} AND id = ?`);

  const lastKept = db
    .prepare<[string], number | null>(`
    SELECT max(updated_at) FROM document_revisions WHERE document = (SELECT number FROM documents WHERE id = ?)`)
    .pluck();
  const keep = db.prepare<[string]>(`
    INSERT INTO document_revisions (document, revision, name, content, updated_at)
    SELECT number, revision, name, content, updated_at FROM documents WHERE id = ?`);
  const forget = db.prepare<[{ id: string; limit: number }]>(`
    DELETE FROM document_revisions WHERE number IN (
      SELECT number FROM document_revisions WHERE document = (SELECT number FROM documents WHERE id = @id)
      ORDER BY revision DESC LIMIT -1 OFFSET @limit)`);
  const OF_DOCUMENT = `FROM document_revisions WHERE document = (SELECT number ${OF_PROJECT} AND id = ?)`;
  const selectRevisions = db.prepare<[string, string], Omit<DocumentRevision, 'content'>>(
    `SELECT revision, name, updated_at AS updatedAt ${OF_DOCUMENT} ORDER BY revision DESC`,
  );
  const selectRevision = db.prepare<[string, string, number], DocumentRevision>(
    `SELECT revision, name, content, updated_at AS updatedAt ${OF_DOCUMENT} AND revision = ?`,
  );

  /** Reports may share a title; a view is chosen by its name. */
  function expectNameFree({ project, name, id }: Pick<DocumentRecord, 'project' | 'name' | 'id'>): void {
    if (kind === 'view' && selectNamesake.get(project, name, id))
      throw new AppError('conflict', `Project "${project}" has a ${kind} "${name}" already.`, { name });
  }

  const insertWhole = db.transaction((document: Omit<DocumentRecord, 'revision' | 'updatedAt'>): void => {
    const { project, id } = document;
    if (isIdTaken.get(id)) throw new AppError('conflict', `There is a document "${id}" already.`, { id });
    expectNameFree(document);
    if ((count.get(project) ?? 0) >= MAX_DOCUMENTS)
      throw new AppError('conflict', `Project "${project}" has ${MAX_DOCUMENTS} ${kind}s, the most.`, {
        limit: MAX_DOCUMENTS,
      });
    insert.run(document);
  });

  const replaceWhole = db.transaction((change: Parameters<DocumentStore['replace']>[0]): void => {
    const { project, id, from, at, quietMs } = change;
    const before = select.get(project, id);
    if (!before) return;
    const { revision, updatedAt } = before;
    if (revision !== from)
      throw new AppError('conflict', `The ${kind} was changed meanwhile: it is at revision ${revision}, not ${from}.`, {
        revision,
        updatedAt: new Date(updatedAt).toISOString(),
      });
    if (before.name === change.name && before.content === change.content) return;
    expectNameFree(change);
    if (updatedAt - (lastKept.get(id) ?? Number.NEGATIVE_INFINITY) > quietMs) keep.run(id);
    forget.run({ id, limit: MAX_REVISIONS });
    update.run({ id, name: change.name, content: change.content, at });
  });

  return {
    list: async (project) => selectAll.all(project),
    listHeadings: async (project) => selectHeadings.all(project),
    get: async (project, id) => select.get(project, id),

    async insert(document) {
      insertWhole.immediate(document);
      return select.get(document.project, document.id) as DocumentRecord;
    },

    async replace(change) {
      replaceWhole.immediate(change);
      return select.get(change.project, change.id);
    },

    remove: async (project, id) => remove.run(project, id).changes > 0,
    listRevisions: async (project, id) => selectRevisions.all(project, id),
    getRevision: async (project, id, revision) => selectRevision.get(project, id, revision),
  };
}
