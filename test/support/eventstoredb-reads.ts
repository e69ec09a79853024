import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import type { EventStoreDbLog, LoggedEvent } from './eventstoredb-log.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  failures,
  filterOf,
  nameOf,
  notFoundResponse,
} from './eventstoredb-messages.js';

export type ReadCall = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
/** Whether a call is still to be answered. `silent` ones stay open and are sent nothing any more. */
export type CallState = { open: boolean; silent: boolean; readonly sent: () => void };

/** The server considers so many events at a time, and counts its checkpoints in these. */
const READ_BATCH = 32;
const BACKWARDS = 1;
/** A reader that skips much or is never held back must let the other calls have their turn. */
const CONSIDERED_IN_ONE_TURN = 500;

/** What a call asked for. A stream's name, or nothing for `$all`. */
function askedFor(call: ReadCall) {
  const options = call.request.getOptions();
  const stream = options?.getStream();
  const all = options?.getAll();
  const name = stream ? nameOf(stream.getStreamIdentifier()) : undefined;
  const revision = stream?.hasRevision() ? BigInt(stream.getRevision()) : undefined;
  const position = all?.hasPosition() ? BigInt(all.getPosition()?.getCommitPosition() ?? 0) : undefined;
  const filter = options?.getFilter();
  return {
    name,
    from: name === undefined ? position : revision,
    fromEnd: (stream ?? all)?.hasEnd() ?? false,
    backwards: options?.getReadDirection() === BACKWARDS,
    count: Number(options?.getCount() ?? 0),
    keep: filterOf(filter),
    checkpointEach: filter
      ? (filter.getCheckpointintervalmultiplier() || 1) * (filter.hasMax() ? filter.getMax() : READ_BATCH)
      : 0,
  };
}

type Asked = ReturnType<typeof askedFor>;

export const isSubscription = (call: ReadCall): boolean => call.request.getOptions()?.hasSubscription() ?? false;
export const readName = (call: ReadCall): string => askedFor(call).name ?? '$all';

/** Honours the flow control of gRPC: a consumer that reads slowly holds the sender, and fills nobody's memory. */
class Sender {
  constructor(
    private readonly call: ReadCall,
    private readonly state: CallState,
  ) {}

  get isOpen(): boolean {
    return this.state.open && !this.call.cancelled && !this.call.destroyed;
  }

  /** A promise only where the caller must wait, for most of a replay need not. */
  send(response: streams.ReadResp): Promise<void> | undefined {
    if (!this.isOpen || this.state.silent || this.call.write(response)) return undefined;
    return this.untilNext((wake) => this.call.once('drain', wake), 'drain');
  }

  sendEvent(event: LoggedEvent): Promise<void> | undefined {
    if (!this.state.silent) this.state.sent();
    return this.send(eventResponse(event));
  }

  /** Until `start` calls back or the call is over. */
  untilNext(start: (wake: () => void) => void, event?: string): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        for (const over of ['cancelled', 'error', 'finish']) this.call.off(over, wake);
        if (event) this.call.off(event, wake);
        resolve();
      };
      for (const over of ['cancelled', 'error', 'finish']) this.call.once(over, wake);
      start(wake);
    });
  }
}

/** A read begins with the event it names; only `$all` backwards begins with the one before it. */
function rangeOf(log: EventStoreDbLog, asked: Asked): { first: number; step: 1 | -1 } {
  const { name, from, fromEnd, backwards } = asked;
  const { length } = log.eventsOf(name);
  if (!backwards) {
    const first = from === undefined ? (fromEnd ? length : 0) : log.indexOf(name, from);
    return { first: Math.max(first, log.hiddenOf(name)), step: 1 };
  }
  if (from === undefined) return { first: fromEnd ? length - 1 : name === undefined ? -1 : 0, step: -1 };
  if (name === undefined) return { first: log.indexOf(name, from) - 1, step: -1 };
  return { first: Math.min(log.indexOf(name, from), length - 1), step: -1 };
}

/** Answers one page, forwards or backwards. */
export async function read(call: ReadCall, log: EventStoreDbLog, state: CallState): Promise<void> {
  const asked = askedFor(call);
  const sender = new Sender(call, state);
  const { name } = asked;
  const list = log.eventsOf(name);
  const hidden = log.hiddenOf(name);
  if (name !== undefined && log.isTombstoned(name)) {
    call.emit('error', failures.streamDeleted(name));
    return;
  }
  if (name !== undefined && hidden >= list.length) {
    await sender.send(notFoundResponse(name));
    if (sender.isOpen) call.end();
    return;
  }
  // A page holds what was there when it was asked for, else a read that follows a writer would never end.
  const end = list.length;
  const { first, step } = rangeOf(log, asked);
  let left = asked.count;
  let considered = 0;
  for (let i = first; i >= hidden && i < end && left > 0 && sender.isOpen; i += step) {
    const event = list[i];
    if (event && asked.keep(event)) {
      left -= 1;
      const held = sender.sendEvent(event);
      if (held) await held;
    }
    considered += 1;
    if (considered % CONSIDERED_IN_ONE_TURN === 0) await turn();
  }
  if (sender.isOpen && !state.silent) call.end();
}

/** Catches up after the event it names, says so, and goes on with what is written from then on. */
export async function subscribe(call: ReadCall, log: EventStoreDbLog, state: CallState): Promise<void> {
  const asked = askedFor(call);
  const { name, from, fromEnd, checkpointEach } = asked;
  const sender = new Sender(call, state);
  if (name !== undefined && log.isTombstoned(name)) {
    call.emit('error', failures.streamDeleted(name));
    return;
  }
  const end = log.eventsOf(name).length;
  let index = from === undefined ? (fromEnd ? end : 0) : log.indexOf(name, from + 1n);
  await sender.send(confirmationResponse(randomUUID()));
  let live = false;
  let considered = 0;
  while (sender.isOpen) {
    const event = log.eventsOf(name)[index];
    if (event) {
      index += 1;
      if (index > log.hiddenOf(name) && asked.keep(event)) {
        const held = sender.sendEvent(event);
        if (held) await held;
      }
      considered += 1;
      if (checkpointEach && considered % checkpointEach === 0) await sender.send(checkpointResponse(event.position));
      if (considered % CONSIDERED_IN_ONE_TURN === 0) await turn();
      continue;
    }
    if (!live) {
      live = true;
      if (checkpointEach) await checkpointAt(sender, log.events.at(-1));
      await sender.send(caughtUpResponse());
      continue;
    }
    await sender.untilNext((wake) => log.wake(wake));
  }
}

async function checkpointAt(sender: Sender, event: LoggedEvent | undefined): Promise<void> {
  if (event) await sender.send(checkpointResponse(event.position));
}
