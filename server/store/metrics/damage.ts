import { AppError } from '../../errors.ts';

/** What is read is not what was written; says what helps. */
export const damaged = (what: string) =>
  new AppError('internal', `In the database, ${what}. Stop the server and run: npm run doctor -- --repair`);
