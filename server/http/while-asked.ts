import type { FastifyReply } from 'fastify';

/**
 * The answer of `work`, whose signal is aborted when whoever asked has gone. Then there is nobody to be answered: the reply is
 * taken from the framework, and null is returned.
 */
export async function whileAsked<Answer>(
  reply: FastifyReply,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer | null> {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort());
  try {
    return await work(left.signal);
  } catch (error) {
    if (!left.signal.aborted) throw error;
    reply.hijack();
    return null;
  }
}
