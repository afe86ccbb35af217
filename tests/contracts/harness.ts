import type { AlertStore } from '../../server/ports/alert-store.ts';
import type { Bus } from '../../server/ports/bus.ts';
import type { CommitFeed } from '../../server/ports/commit-feed.ts';
import type { DocumentStore } from '../../server/ports/document-store.ts';
import type { MetaStore } from '../../server/ports/meta-store.ts';
import type { MetricEditor } from '../../server/ports/metric-editor.ts';
import type { MetricReader } from '../../server/ports/metric-reader.ts';
import type { MetricSettings } from '../../server/ports/metric-settings.ts';
import type { MetricWriter } from '../../server/ports/metric-writer.ts';
import type { ProjectStore } from '../../server/ports/project-store.ts';
import type { RunQueue } from '../../server/ports/run-queue.ts';
import type { StudyStore } from '../../server/ports/study-store.ts';

/** One adapter under test. `open` makes what is tested for the running test alone, and removes it when the test ends. */
export interface Adapter<Opened> {
  name: string;
  open(): Promise<Opened>;
}

/** The storage ports of one adapter, over the same data. */
export interface Storage {
  meta: MetaStore;
  queue: RunQueue;
  metricSettings: MetricSettings;
  metrics: MetricWriter & MetricReader & MetricEditor & CommitFeed;
  projects: ProjectStore;
  views: DocumentStore;
  reports: DocumentStore;
  alerts: AlertStore;
  studies: StudyStore;
  /** Does now what the adapter leaves to the background, such as clearing a journal; nothing where there is no such work. */
  compact(): Promise<void>;
  /** What another process would open if this one were killed now; this one stays open. */
  afterKill(): Promise<Storage>;
}

/** A queue of runs over an empty store, and what a test needs to see and move beside it. */
export interface QueueBench {
  queue: RunQueue;
  /** The same queue as another process has it. */
  elsewhere: RunQueue;
  /** Of the same store. */
  meta: MetaStore;
  /** Lets time pass by the clock that leases expire by: waits, or sets that clock. */
  elapse(ms: number): Promise<void>;
}

/** Two ends of one bus, as two servers have them; in a single process both are the same object. */
export interface BusEnds {
  sender: Bus;
  receiver: Bus;
}
