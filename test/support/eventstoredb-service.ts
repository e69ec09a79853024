import { setTimeout as after } from 'node:timers/promises';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type streams from '@eventstore/db-client/generated/streams_pb.js';
import type { Metadata, ServerDuplexStream, ServerReadableStream, sendUnaryData } from '@grpc/grpc-js';
import type { Faults, Operation } from './eventstoredb-faults.js';
import type { EventStoreDbLog, Expected, Proposed, Refusal, Written } from './eventstoredb-log.js';
import {
  appendConflict,
  appendResponse,
  batchResponse,
  batchStatus,
  type Endpoint,
  expectedOf,
  failures,
  nameOf,
  proposedOf,
  type RpcError,
  removedResponse,
} from './eventstoredb-messages.js';
import { type CallState, isSubscription, type ReadCall, read, readName, subscribe } from './eventstoredb-reads.js';

type BatchCall = ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>;
type OpenCall = CallState & { readonly subscription: boolean; fail(error: RpcError): void; end?(): void };
type Cancellable = { once(event: 'cancelled' | 'error' | 'finish', listener: () => void): unknown };
/** Where there is no result, nothing is answered. */
type Answer = { fail: RpcError } | { result?: Written | Refusal; afterMs: number };
type Node = {
  credentials: { user: string; password: string } | undefined;
  leads(): boolean;
  leader(): Endpoint | undefined;
};

/** The calls of EventStoreDB's `Streams` service on one node, with the faults that a test has put in their way. */
export class StreamsService {
  /** How many calls came, and how many events went out to readers. */
  readonly stats = { append: 0, batchAppend: 0, read: 0, subscribe: 0, events: 0 };
  readonly implementation: IStreamsServer = {
    // A regex that is none fails its call and not the process.
    read: (call) => void this.read(call).catch((error) => call.emit('error', failures.invalid(String(error)))),
    append: (call, done) => this.append(call, done),
    batchAppend: (call) => this.batchAppend(call),
    delete: (call, done) => this.remove(call.metadata, call.request.getOptions(), false, done),
    tombstone: (call, done) => this.remove(call.metadata, call.request.getOptions(), true, done),
  };
  private readonly calls = new Set<OpenCall>();

  constructor(
    private readonly log: EventStoreDbLog,
    private readonly faults: Faults,
    private readonly node: Node,
  ) {}

  drop(which: (call: OpenCall) => boolean = () => true): void {
    for (const call of [...this.calls].filter(which)) {
      this.close(call);
      call.fail(failures.unavailable());
    }
  }

  silenceSubscriptions(): void {
    for (const call of this.calls) if (call.subscription) call.silent = true;
  }

  endSubscriptions(): void {
    for (const call of [...this.calls]) {
      if (!call.subscription) continue;
      this.close(call);
      call.end?.();
    }
  }

  /** The connections are gone: nothing is left to answer on. */
  forget(): void {
    for (const call of [...this.calls]) this.close(call);
  }

  private close(call: OpenCall): void {
    call.open = false;
    this.calls.delete(call);
  }

  private track(call: Cancellable, fail: OpenCall['fail'], subscription = false, end?: () => void): OpenCall {
    const sent = () => {
      this.stats.events += 1;
    };
    const open: OpenCall = { open: true, silent: false, sent, subscription, fail, end };
    this.calls.add(open);
    for (const over of ['cancelled', 'error', 'finish'] as const) call.once(over, () => this.close(open));
    return open;
  }

  /** A stranger is refused for having no right to it, and who gives a wrong password before that is looked at. */
  private refusal(metadata: Metadata): RpcError | undefined {
    const { credentials, leads, leader } = this.node;
    if (credentials) {
      const given = metadata.get('authorization')[0]?.toString();
      const right = Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64');
      if (given === undefined) return failures.accessDenied();
      if (given !== `Basic ${right}`) return failures.unauthenticated();
    }
    // Without this header a follower passes the call on to the leader.
    const asksForLeader = metadata.get('requires-leader')[0] === 'true';
    return asksForLeader && !leads() ? failures.notLeader(leader()) : undefined;
  }

  private carryOut(metadata: Metadata, name: string, expected: Expected, events: readonly Proposed[]): Answer {
    const refused = this.refusal(metadata);
    if (refused) return { fail: refused };
    const fault = this.faults.next('append', name);
    const write = () => this.log.write(name, expected, events);
    if (!fault) return { result: write(), afterMs: 0 };
    switch (fault.kind) {
      case 'slow':
        return { result: write(), afterMs: fault.ms };
      case 'no-answer':
        return { afterMs: 0 };
      case 'ack-lost':
        write();
        return { afterMs: 0 };
      case 'stream-error':
        return { fail: failures.unavailable() };
      case 'stream-error-after-write':
        write();
        return { fail: failures.unavailable() };
      case 'not-leader':
        return { fail: failures.notLeader(this.node.leader()) };
      case 'busy':
      case 'not-ready':
      case 'timeout':
      case 'access-denied':
        return { result: { error: fault.kind }, afterMs: 0 };
    }
  }

  private append(
    call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
    done: sendUnaryData<streams.AppendResp>,
  ): void {
    let options: streams.AppendReq.Options | undefined;
    const events: Proposed[] = [];
    const open = this.track(call, (error) => done(error));
    call.on('data', (request: streams.AppendReq) => {
      const message = request.getProposedMessage();
      if (message) events.push(proposedOf(message));
      else options = request.getOptions();
    });
    call.on('end', () => {
      if (!options) return;
      this.stats.append += 1;
      const name = nameOf(options.getStreamIdentifier());
      const expected = expectedOf(options);
      const answer = this.carryOut(call.metadata, name, expected, events);
      const reply = (error: RpcError | null, response?: streams.AppendResp) => {
        if (!open.open) return;
        this.close(open);
        done(error, response);
      };
      if ('fail' in answer) return reply(answer.fail);
      const { result, afterMs } = answer;
      if (!result) return;
      const send = () => {
        if (!('error' in result)) reply(null, appendResponse(result));
        else if (result.error === 'wrong-version') reply(null, appendConflict(expected, result.current));
        else reply(this.failureOf(result, name));
      };
      if (afterMs > 0) setTimeout(send, afterMs).unref();
      else send();
    });
  }

  private batchAppend(call: BatchCall): void {
    const pending = new Map<string, { options: streams.BatchAppendReq.Options; events: Proposed[] }>();
    const open = this.track(call, (error) => call.emit('error', error));
    call.on('data', (request: streams.BatchAppendReq) => {
      const correlation = request.getCorrelationId();
      if (!correlation || !open.open) return;
      const id = correlation.getString();
      const options = request.getOptions();
      if (options) pending.set(id, { options, events: [] });
      const batch = pending.get(id);
      if (!batch) return;
      for (const message of request.getProposedMessagesList()) batch.events.push(proposedOf(message));
      if (!request.getIsFinal()) return;
      pending.delete(id);
      this.stats.batchAppend += 1;
      const name = nameOf(batch.options.getStreamIdentifier());
      const expected = expectedOf(batch.options);
      const deadline = batch.options.getDeadline()?.toDate().getTime();
      const expired = deadline !== undefined && deadline <= Date.now();
      const answer: Answer = expired
        ? { result: { error: 'timeout' }, afterMs: 0 }
        : this.carryOut(call.metadata, name, expected, batch.events);
      if ('fail' in answer) return void call.emit('error', answer.fail);
      const { result, afterMs } = answer;
      if (!result) return;
      const send = () => {
        if (!open.open) return;
        const status = 'error' in result ? batchStatus(result, expected, name, this.log.maxAppendSize) : result;
        call.write(batchResponse(correlation, name, status));
      };
      if (afterMs > 0) setTimeout(send, afterMs).unref();
      else send();
    });
    call.on('end', () => {
      if (open.open) call.end();
    });
  }

  private async read(call: ReadCall): Promise<void> {
    const subscription = isSubscription(call);
    this.stats[subscription ? 'subscribe' : 'read'] += 1;
    const fail = (error: RpcError) => call.emit('error', error);
    const open = this.track(call, fail, subscription, () => call.end());
    const refused = this.refusal(call.metadata) ?? (await this.inTheWay(subscription ? 'subscribe' : 'read', call));
    if (refused === 'no-answer') return;
    if (refused) fail(refused);
    else if (open.open) await (subscription ? subscribe : read)(call, this.log, open);
  }

  /** What a fault makes of a read or a subscription: it fails, is never answered, or comes late. */
  private async inTheWay(operation: Operation, call: ReadCall): Promise<RpcError | 'no-answer' | undefined> {
    const fault = this.faults.next(operation, readName(call));
    switch (fault?.kind) {
      case undefined:
        return undefined;
      case 'slow':
        await after(fault?.ms, undefined, { ref: false });
        return undefined;
      case 'no-answer':
      case 'ack-lost':
        return 'no-answer';
      case 'stream-error':
      case 'stream-error-after-write':
        return failures.unavailable();
      case 'not-leader':
        return failures.notLeader(this.node.leader());
      case 'busy':
        return failures.busy();
      case 'not-ready':
        return failures.notReady();
      case 'timeout':
        return failures.timeout();
      case 'access-denied':
        return failures.accessDenied();
    }
  }

  private remove(
    metadata: Metadata,
    options: streams.DeleteReq.Options | streams.TombstoneReq.Options | undefined,
    hard: boolean,
    done: sendUnaryData<streams.DeleteResp | streams.TombstoneResp>,
  ): void {
    const refused = this.refusal(metadata) ?? (options ? undefined : failures.unavailable());
    const name = nameOf(options?.getStreamIdentifier());
    const expected = options ? expectedOf(options) : 'any';
    const at = expected === 'no_stream' ? -1n : typeof expected === 'bigint' ? expected : undefined;
    const removed = refused ? undefined : this.log.remove(name, at, hard);
    if (!removed) done(refused ?? null);
    else if (!('error' in removed)) done(null, removedResponse(hard, removed.position));
    else if (removed.error === 'wrong-version') done(failures.wrongVersion(name, at ?? -1n, removed.current));
    else done(this.failureOf(removed, name));
  }

  private failureOf(refusal: Exclude<Refusal, { error: 'wrong-version' }>, name: string): RpcError {
    switch (refusal.error) {
      case 'stream-deleted':
        return failures.streamDeleted(name);
      case 'max-size':
        return failures.maxSize(this.log.maxAppendSize);
      case 'timeout':
        return failures.timeout();
      case 'access-denied':
        return failures.accessDenied();
      case 'busy':
        return failures.busy();
      case 'not-ready':
        return failures.notReady();
    }
  }
}
