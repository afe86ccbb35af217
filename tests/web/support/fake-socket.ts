import type { ServerMessage, WatchMessage } from '../../../shared/live.ts';

/** A WebSocket that the test opens, sends messages through and closes. */
export class FakeSocket {
  readyState = 0;
  sent: WatchMessage[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  close(): void {
    this.drop();
  }

  drop(): void {
    this.readyState = 3;
    this.onclose?.();
  }

  receive(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** Confirms the last `watch` sent. */
  acknowledge(): void {
    const id = this.sent.at(-1)?.id;
    if (id !== undefined) this.receive({ type: 'watching', id });
  }
}
