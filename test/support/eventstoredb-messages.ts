import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import rpc from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status } from '@grpc/grpc-js';
import wellKnownAny from 'google-protobuf/google/protobuf/any_pb.js';
import wellKnownEmpty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Expected, LoggedEvent, Proposed, Refusal, Written } from './eventstoredb-log.js';

/** How a call of gRPC fails. */
export type RpcError = Error & { code: status; details: string; metadata: Metadata };
export type Endpoint = { address: string; port: number };

function rpcError(code: status, details: string, exception: Record<string, string> = {}): RpcError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(exception)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** The words are those of the server. The client knows most of these by `exception` in the trailers. */
export const failures = {
  unavailable: () => rpcError(status.UNAVAILABLE, 'The call was dropped'),
  busy: () => rpcError(status.UNAVAILABLE, 'Server Is Too Busy'),
  notReady: () => rpcError(status.UNAVAILABLE, 'Server Is Not Ready'),
  invalid: (details: string) => rpcError(status.INVALID_ARGUMENT, details),
  timeout: () => rpcError(status.ABORTED, 'Operation timed out'),
  accessDenied: () => rpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  unauthenticated: () => rpcError(status.UNAUTHENTICATED, 'Unauthenticated'),
  notLeader: (leader: Endpoint | undefined) =>
    leader
      ? rpcError(status.NOT_FOUND, 'Leader info available', {
          exception: 'not-leader',
          'leader-endpoint-host': leader.address,
          'leader-endpoint-port': String(leader.port),
        })
      : rpcError(status.UNKNOWN, 'No leader info available in response'),
  streamDeleted: (name: string) =>
    rpcError(status.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': name,
    }),
  maxSize: (size: number) =>
    rpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${size} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(size),
    }),
  wrongVersion: (name: string, expected: bigint, current: bigint) =>
    rpcError(status.FAILED_PRECONDITION, `Append failed due to WrongExpectedVersion. Stream: ${name}`, {
      exception: 'wrong-expected-version',
      'stream-name': name,
      'expected-version': String(expected),
      ...(current >= 0n && { 'actual-version': String(current) }),
    }),
};

export const nameOf = (id: shared.StreamIdentifier | undefined): string =>
  id ? Buffer.from(id.getStreamName_asU8()).toString('utf8') : '';

function identifierOf(name: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(name, 'utf8'));
}

const uuidOf = (id: string): shared.UUID => new shared.UUID().setString(id);

type ProposedMessage = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

export function proposedOf(message: ProposedMessage): Proposed {
  const map = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: map.get('type') ?? '',
    contentType: map.get('content-type') ?? '',
    data: message.getData_asU8(),
    custom: message.getCustomMetadata_asU8(),
  };
}

type AppendOptions = streams.AppendReq.Options;
type BatchOptions = streams.BatchAppendReq.Options;

export function expectedOf(options: AppendOptions | BatchOptions | streams.DeleteReq.Options): Expected {
  if ('hasStreamPosition' in options) {
    if (options.hasStreamPosition()) return BigInt(options.getStreamPosition());
  } else if (options.hasRevision()) return BigInt(options.getRevision());
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : 'any';
}

/** Answers the old call, which the client takes where credentials are given for each append. */
export function appendResponse(written: Written): streams.AppendResp {
  const success = new streams.AppendResp.Success();
  if (written.revision < 0n) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(written.revision));
  const at = String(written.position);
  success.setPosition(new streams.AppendResp.Position().setCommitPosition(at).setPreparePosition(at));
  return new streams.AppendResp().setSuccess(success);
}

export function appendConflict(expected: Expected, current: bigint): streams.AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current >= 0n) wrong.setCurrentRevision(String(current));
  else wrong.setCurrentNoStream(new shared.Empty());
  if (typeof expected === 'bigint') wrong.setExpectedRevision(String(expected));
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedAny(new shared.Empty());
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

/** One batch-append call carries many appends, each known by its correlation id. */
export function batchResponse(
  correlation: shared.UUID,
  name: string,
  result: Written | rpc.Status,
): streams.BatchAppendResp {
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(correlation).setStreamIdentifier(identifierOf(name));
  if (result instanceof rpc.Status) return response.setError(result);
  const success = new streams.BatchAppendResp.Success();
  if (result.revision < 0n) success.setNoStream(new wellKnownEmpty.Empty());
  else success.setCurrentRevision(String(result.revision));
  const at = String(result.position);
  success.setPosition(new shared.AllStreamPosition().setCommitPosition(at).setPreparePosition(at));
  return response.setSuccess(success);
}

type Packed = { serializeBinary(): Uint8Array };

function statusOf(code: number, message: string, type: string, details: Packed): rpc.Status {
  const any = new wellKnownAny.Any();
  any.pack(details.serializeBinary(), type);
  return new rpc.Status().setCode(code).setMessage(message).setDetails(any);
}

/** Within a batch an append fails by a status of its own, whose details the client unpacks by their type. */
export function batchStatus(refusal: Refusal, expected: Expected, name: string, maxAppendSize: number): rpc.Status {
  const own = (code: number, type: string, details: Packed) =>
    statusOf(code, type, `event_store.client.${type}`, details);
  switch (refusal.error) {
    case 'wrong-version':
      return own(6, 'WrongExpectedVersion', conflictOf(expected, refusal.current));
    case 'stream-deleted':
      return own(5, 'StreamDeleted', new shared.StreamDeleted().setStreamIdentifier(identifierOf(name)));
    case 'max-size':
      return own(
        3,
        'MaximumAppendSizeExceeded',
        new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize),
      );
    case 'timeout':
      return own(4, 'Timeout', new shared.Timeout());
    case 'access-denied':
      return own(7, 'AccessDenied', new shared.AccessDenied());
    // The server packs nothing here and says it in words alone.
    case 'busy':
      return statusOf(2, 'Server Is Busy', 'google.protobuf.Empty', new wellKnownEmpty.Empty());
    case 'not-ready':
      return statusOf(2, 'Server Is Not Ready', 'google.protobuf.Empty', new wellKnownEmpty.Empty());
  }
}

function conflictOf(expected: Expected, current: bigint): shared.WrongExpectedVersion {
  const wrong = new shared.WrongExpectedVersion();
  const nothing = new wellKnownEmpty.Empty();
  if (current >= 0n) wrong.setCurrentStreamRevision(String(current));
  else wrong.setCurrentNoStream(nothing);
  if (typeof expected === 'bigint') return wrong.setExpectedStreamPosition(String(expected));
  if (expected === 'no_stream') return wrong.setExpectedNoStream(nothing);
  return expected === 'stream_exists' ? wrong.setExpectedStreamExists(nothing) : wrong.setExpectedAny(nothing);
}

export function eventResponse(event: LoggedEvent): streams.ReadResp {
  const at = String(event.position);
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidOf(event.id))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(at)
    .setPreparePosition(at)
    .setData(event.data)
    .setCustomMetadata(event.custom);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(event.created));
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(at));
}

export function checkpointResponse(position: bigint): streams.ReadResp {
  const at = String(position);
  const checkpoint = new streams.ReadResp.Checkpoint().setCommitPosition(at).setPreparePosition(at);
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

export const confirmationResponse = (id: string): streams.ReadResp =>
  new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id));

export const caughtUpResponse = (): streams.ReadResp =>
  new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

export const notFoundResponse = (name: string): streams.ReadResp =>
  new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(name)),
  );

/** Which events of `$all` a filter lets through: by the stream's name or the event's type, by prefixes or a regex. */
export function filterOf(filter: streams.ReadReq.Options.FilterOptions | undefined): (event: LoggedEvent) => boolean {
  if (!filter) return () => true;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  const of = (event: LoggedEvent) => (byStream ? event.stream : event.type);
  const regex = expression?.getRegex();
  if (regex) {
    const pattern = new RegExp(regex, 'u');
    return (event) => pattern.test(of(event));
  }
  const prefixes = expression?.getPrefixList() ?? [];
  return (event) => prefixes.some((prefix) => of(event).startsWith(prefix));
}

export function removedResponse(hard: boolean, position: bigint): streams.DeleteResp | streams.TombstoneResp {
  const at = String(position);
  const Position = hard ? streams.TombstoneResp.Position : streams.DeleteResp.Position;
  const response = hard ? new streams.TombstoneResp() : new streams.DeleteResp();
  return response.setPosition(new Position().setCommitPosition(at).setPreparePosition(at));
}

/** The client asks first what the server can do, and takes the old way to append where batches are missing here. */
export function supportedMethods(version: string, batchAppend: boolean): features.SupportedMethods {
  const methods: Record<string, string[]> = { read: ['position', 'events'], append: [], delete: [], tombstone: [] };
  if (batchAppend) methods.batchappend = ['deadline_duration'];
  const supported = new features.SupportedMethods().setEventStoreServerVersion(version);
  for (const [name, list] of Object.entries(methods)) {
    const method = new features.SupportedMethod().setMethodName(name).setFeaturesList(list);
    supported.addMethods(method.setServiceName('event_store.client.streams.streams'));
  }
  return supported;
}

export type Member = Endpoint & { id: string; alive: boolean; leads: boolean };

export function clusterInfo(members: readonly Member[]): gossip.ClusterInfo {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  return new gossip.ClusterInfo().setMembersList(
    members.map(({ id, alive, leads, address, port }) =>
      new gossip.MemberInfo()
        .setInstanceId(uuidOf(id))
        .setTimeStamp('0')
        .setState(leads ? LEADER : FOLLOWER)
        .setIsAlive(alive)
        .setHttpEndPoint(new gossip.EndPoint().setAddress(address).setPort(port)),
    ),
  );
}
