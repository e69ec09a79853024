import { SetMetadata } from '@nestjs/common';

/** What the OpenAPI description tells of a route: names of exported types, from which the schemas are made. */
export type ApiEntry = {
  readonly says: string;
  readonly params?: string;
  readonly body?: string;
  readonly answer?: string;
  /** 200 where it is left out. */
  readonly status?: number;
  /** A write: it takes an Idempotency-Key, and, save where it opens a Renja, an If-Match. */
  readonly write?: 'opens' | 'changes';
  /** The media type of an answer that is not JSON. */
  readonly media?: string;
};

export const API = Symbol('api');
export const Api = (entry: ApiEntry) => SetMetadata(API, entry);
